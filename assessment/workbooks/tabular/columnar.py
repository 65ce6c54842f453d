"""Parquet in and out, apart from the rest because its library takes long to load."""

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from assessment.locale import Message, message
from assessment.problems import AssessmentError, Problem
from assessment.workbooks.incoming.guard import Admitted


def read_parquet(admitted: Admitted) -> pd.DataFrame:
    """The table with row numbers as if a header stood in row 1; only plain columns are taken."""
    try:
        file = pq.ParquetFile(pa.BufferReader(admitted.content))
        facts = file.metadata
        size = sum(facts.row_group(place).total_byte_size for place in range(facts.num_row_groups))
        if facts.num_rows * facts.num_columns > admitted.limits.cells or (
            size > admitted.limits.unpacked
        ):
            raise _refused(admitted.name, message("표가 너무 큽니다."))
        schema = file.schema_arrow
        odd = [field.name for field in schema if not _plain(field.type)]
        if odd or len(set(schema.names)) != len(schema.names):
            what = message("표로 읽을 수 없는 열이 있습니다: {names}", names=", ".join(odd[:10]))
            raise _refused(admitted.name, what)
        frame: pd.DataFrame = file.read().to_pandas(ignore_metadata=True)
    except (pa.ArrowException, OSError, ValueError) as bad:
        raise _refused(admitted.name, message("파케이 파일이 깨져 있습니다.")) from bad
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return frame


def parquet_bytes(frame: pd.DataFrame) -> bytes:
    """The frame without its index."""
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), target)
    return target.getvalue()


def _plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_date(kind)
        or pa.types.is_timestamp(kind)
        or pa.types.is_null(kind)
    )


def _refused(name: str, what: Message) -> AssessmentError:
    fix = message("글, 수, 날짜 열만 있는 파케이 파일로 다시 저장해 주십시오.")
    return AssessmentError(Problem(name, what, fix, code="table"))
