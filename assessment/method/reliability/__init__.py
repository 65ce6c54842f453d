"""Whether items and raters can be relied on: consistency, agreement, severity."""

from assessment.method.reliability.agreement import (
    Agreement,
    fleiss_kappa,
    krippendorff_alpha,
    rating_counts,
    weighted_kappa,
)
from assessment.method.reliability.alpha import Alpha, cronbach_alpha
from assessment.method.reliability.covariance import Covariance, covariance
from assessment.method.reliability.icc import Icc, IccTable, icc
from assessment.method.reliability.items import (
    RedundantPair,
    item_rest,
    item_statistics,
    redundant_pairs,
)
from assessment.method.reliability.severity import Severity, rater_severity
from assessment.method.reliability.trimmed import TrimmedMean, trimmed_mean

__all__ = [
    "Agreement",
    "Alpha",
    "Covariance",
    "Icc",
    "IccTable",
    "RedundantPair",
    "Severity",
    "TrimmedMean",
    "covariance",
    "cronbach_alpha",
    "fleiss_kappa",
    "icc",
    "item_rest",
    "item_statistics",
    "krippendorff_alpha",
    "rater_severity",
    "rating_counts",
    "redundant_pairs",
    "trimmed_mean",
    "weighted_kappa",
]
