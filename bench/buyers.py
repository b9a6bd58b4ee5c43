"""Who a generated repository speaks to: its roles and its stages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """Somebody in the buying group."""

    id: str
    code: str
    group_role: str
    titles: str
    name: str
    answers_for: str
    words: str
    measured_on: str


ROLES = (
    Role(
        "head-of-operations",
        "ho",
        "decision-maker",
        "COO, Operations Director, Head of Operations",
        "Head of operations",
        "Delivery dates and cost over several plants.\nDecides where people look.",
        'On time in full, run rate, "what does it cost us".',
        "Dates kept, cost per unit.",
    ),
    Role(
        "plant-manager",
        "pm",
        "champion",
        "Plant Manager, Site Manager",
        "Plant manager",
        "That the plant runs, with the people it has.",
        'Round, shift, bottleneck, "tell me what is missing".',
        "Output, safety, staff turnover.",
    ),
    Role(
        "process-engineer",
        "pe",
        "evaluator",
        "Process Engineer, Manufacturing Engineer, Industrial Engineer",
        "Process engineer",
        "That what is changed can be measured.",
        'Routing, booking, deviation, "how was it measured".',
        "Process capability, changes that last.",
    ),
    Role(
        "team-lead",
        "tl",
        "user",
        "Team Lead, Shift Lead, Supervisor",
        "Team lead",
        "A shift, its people, and what it hands over.",
        'Order, tag, handover, "who has the paper".',
        "Orders done, and what the next shift finds.",
    ),
)
FINANCE = Role(
    "finance",
    "fi",
    "ratifier",
    "CFO, Controller, Finance Director",
    "Finance",
    "That money is spent on what was decided.\nGets no email from us.",
    'Business case, run cost, "whose number is that".',
    "Spend against budget.",
)


@dataclass(frozen=True)
class Stage:
    """Where the buyer's decision stands."""

    id: str
    question: str
    ready: str


BUYER_STAGES = (
    Stage("status-quo", "Why would we touch this at all?", "The buyer has looked at a case of their own."),
    Stage("trigger", "What has changed, so that it matters?", "The buyer can name what has changed."),
    Stage("priority", "Is it worth solving now?", "It has a place on the list of this year."),
    Stage("research", "How do others solve it?", "The buyer has seen more than one way."),
    Stage("criteria", "What would a good solution have to do?", "The group has written down what it needs."),
    Stage("options", "What exactly do we need, and from whom?", "The list of options is short."),
    Stage("shortlist", "Which of them would fit our plants?", "Those who would use it have looked at it."),
    Stage("validation", "Is it safe, and who has done it?", "The biggest doubt has been tested."),
    Stage("business-case", "What does it bring, and what does it cost?", "Finance has seen the sum and its sources."),
    Stage("terms", "How do we get in, and how do we get out?", "The terms are known to those who sign."),
)
CHOICE = Stage("choice", "How do we start without regret?", "There is a name and a date for the beginning.")
CUSTOMER_STAGES = (
    Stage("deliver", "Was this the right decision?", "What was promised is in use."),
    Stage("adopt", "Do our people use it?", "It is used without being asked for."),
    Stage("prove", "Does it do what we were told?", "The first count has been repeated."),
    Stage("develop", "What else can it do for us?", "The next use is named."),
    Stage("share", "Who else should know?", "Another team has seen it."),
    Stage("extend", "Where would it help next?", "The next plant is chosen."),
    Stage("retain", "Shall we go on with it?", "The users have said what they think."),
    Stage("renew", "On which terms do we go on?", "The terms are known."),
    Stage("refer", "Would we tell others about it?", "Somebody has told a colleague elsewhere."),
    Stage("grow", "What comes after this?", "The next year has a plan."),
)
