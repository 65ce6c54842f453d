"""The register of firms: their facts, their papers, and registers brought in."""
