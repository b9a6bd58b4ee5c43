"""Customers are an audience of their own: no buyer's stages for them, no customer's stages for buyers."""

from __future__ import annotations

from collections.abc import Iterator

from samestory.checks import Context, check
from samestory.checks.written import living_storylines
from samestory.diagnostics import Finding


# Requirement: R04, R51
@check("stage-of-other-side")
def customers_and_buyers_have_their_own_stages(context: Context) -> Iterator[Finding]:
    """A storyline for buyers passes through a stage of customers, or one for customers through a stage of buyers.

    Why: a customer would be nurtured as a prospect, which confuses "the heck" out of them (Albee, 2009).
    Fix: change `stages` or `kind`, or correct the `side` of the stage.
    """
    for storyline in living_storylines(context.library):
        kind = storyline.fields.kind
        own = "customer" if kind == "customer" else "buyer"
        for id in storyline.fields.stages if kind else ():
            stage = context.library.stage.get(id)
            if stage and stage.fields.side and stage.fields.side != own:
                message = f"`{id}` is a stage of {stage.fields.side}s, and this storyline is of the kind `{kind}`"
                hint = f"Take stages whose `side` is `{own}`, or change `kind`."
                yield Finding(storyline.source.at("stages"), message, hint)


# Requirement: R21
@check("no-account-owner")
def customer_stories_are_joint_work(context: Context) -> Iterator[Finding]:
    """A live storyline for customers has no `sales-owner`.

    Why: only a third of companies plan customer programs together (SiriusDecisions, 2009); a customer calls the person
    who looks after the account, and that person has to stand behind what is sent.
    Fix: name who answers for it on the account side: `sales-owner: account owners`.
    """
    for storyline in context.library.storylines:
        is_customers = storyline.fields.kind == "customer" and storyline.status == "live"
        if is_customers and storyline.source.is_whole and not storyline.fields.sales_owner:
            message = "`sales-owner` is missing, and this storyline is for customers"
            yield Finding(storyline.source.at("kind"), message, "Add `sales-owner:` with who looks after the accounts.")
