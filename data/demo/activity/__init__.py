"""What customers did and what was said of them: the demo company's tables beside customers, contracts and lines.

Each is drawn from the latent state with a random stream of its own, so that nothing else changes with it.
"""

from __future__ import annotations

import pyarrow as pa

from data.demo.activity.assessment import assessment
from data.demo.activity.billing import invoice
from data.demo.activity.costs import cost_month
from data.demo.activity.deals import opportunity
from data.demo.activity.feedback import feedback
from data.demo.activity.ground import Ground
from data.demo.activity.halfway import effort
from data.demo.activity.judgement import pulse, survey
from data.demo.activity.outreach import outreach
from data.demo.activity.people import contact, contacts, playbook
from data.demo.activity.progress import onboarding, outcome
from data.demo.activity.renewals import Renewals
from data.demo.activity.tickets import ticket
from data.demo.activity.touches import touch
from data.demo.activity.usage import blocks as usage_blocks
from data.demo.state import Run

__all__ = ["of_run", "usage_blocks", "usage_week"]


def of_run(run: Run) -> dict[str, pa.Table]:
    """Every activity table of a run but `usage_week`, by name."""
    ground = Ground(run)
    renewals, people, tickets = Renewals(ground), contacts(ground), ticket(ground)
    return {
        "renewal": renewals.table(), "renewal_forecast": renewals.forecasts(), "pulse": pulse(ground),
        "touch": outreach(ground, touch(ground, people), tickets), "ticket": tickets,
        "survey": effort(ground, survey(ground)),
        "onboarding": onboarding(ground), "outcome": outcome(ground), "contact": contact(ground, people),
        "invoice": invoice(ground), "playbook": playbook(ground),
        "feedback": feedback(ground), "opportunity": opportunity(ground),
        "assessment": assessment(ground), "cost_month": cost_month(ground),
    }


def usage_week(run: Run, weeks: int | None = None) -> pa.Table:
    """All weeks of use, or the last `weeks`, in one table; `usage_blocks` gives them week by week."""
    return pa.concat_tables(usage_blocks(run, weeks))
