"""The same screens under plain `streamlit run`, for comparison only; never put this into service.

There is no gate here: the measuring client names its sign-in session in a header by itself.
"""

from pathlib import Path

from assessment.web import visitor

visitor.came_through_gate = lambda: True

main = Path(visitor.__file__).with_name("main.py")
exec(compile(main.read_text(encoding="utf-8"), str(main), "exec"))
