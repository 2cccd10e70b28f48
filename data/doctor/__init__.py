"""What an operator would ask of an installation, looked at one by one: `python -m data doctor`. docs/deploy.md"""

from data.doctor.commands import examined
from data.doctor.line import Line

__all__ = ["Line", "examined"]
