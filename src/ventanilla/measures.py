"""What is counted as it happens. No label ever names a person."""

from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Histogram

from ventanilla.domain.message import Address, Inbound

SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10, 20, 30, 60, 120, 300)

REMEMBERED = 10_000
"""People who wait, and messages whose repetition starts no clock."""


@dataclass(frozen=True, slots=True)
class Measures:
    registry: CollectorRegistry
    received: Counter
    answered: Counter
    sent: Counter
    receipts: Counter
    refused: Counter
    answer_seconds: Histogram


def measures() -> Measures:
    registry = CollectorRegistry()

    def counter(name: str, help_: str, *labels: str) -> Counter:
        return Counter(f"ventanilla_{name}", help_, labels, registry=registry)

    return Measures(
        registry=registry,
        received=counter("messages_received", "Messages stored in the in-tray"),
        answered=counter("messages_answered", "Messages taken from the in-tray"),
        sent=counter(
            "messages_sent", "Sendings by what became of them", "result", "class"
        ),
        receipts=counter(
            "receipts", "What Meta said became of our messages", "progress", "class"
        ),
        refused=counter("webhook_refused", "Calls of the webhook turned away", "reason"),
        answer_seconds=Histogram(
            "ventanilla_answer_seconds",
            "Seconds from a message's arrival to Meta's taking the answer",
            buckets=SECONDS,
            registry=registry,
        ),
    )  # fmt: skip


@dataclass(slots=True)
class Stopwatch:
    """How long people wait for an answer, by this process's own clock, in memory alone.

    Of several messages of one person that wait at once the oldest is timed.
    """

    began: dict[str, float] = field(default_factory=dict)
    seen: dict[str, None] = field(default_factory=dict)

    def start(self, message: Inbound, at: float) -> None:
        if message.kind == "silent" or message.key in self.seen:
            return
        self.seen[message.key] = None
        for name in _names(message.sender):
            self.began.setdefault(name, at)
        for kept in (self.seen, self.began):
            while len(kept) > REMEMBERED:
                del kept[next(iter(kept))]

    def stop(self, address: Address, at: float) -> float | None:
        """The seconds; None for what answers nothing that came here. By either name: we may know
        more of a person than one message says.
        """
        began = [self.began.pop(name) for name in _names(address) if name in self.began]
        return max(0.0, at - min(began)) if began else None


def _names(address: Address) -> tuple[str, ...]:
    return tuple(name for name in (address.user_id, address.phone) if name)
