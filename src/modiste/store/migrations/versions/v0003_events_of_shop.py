"""A shop's events are counted and read at every request for suggestions."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Index them by shop, what they are about, and number."""
    op.create_index("ix_events_of_shop", "events", ["shop", "about", "seq"])
    op.drop_index("ix_events_shop", "events")


def downgrade() -> None:
    """Index them by shop alone."""
    op.create_index("ix_events_shop", "events", ["shop"])
    op.drop_index("ix_events_of_shop", "events")
