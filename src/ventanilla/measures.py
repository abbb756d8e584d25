"""What is counted. No label ever names a person."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter


@dataclass(frozen=True, slots=True)
class Measures:
    registry: CollectorRegistry
    received: Counter
    answered: Counter
    sent: Counter


def measures() -> Measures:
    registry = CollectorRegistry()
    return Measures(
        registry=registry,
        received=Counter(
            "ventanilla_messages_received", "Messages stored in the in-tray", registry=registry
        ),
        answered=Counter(
            "ventanilla_messages_answered", "Messages taken from the in-tray", registry=registry
        ),
        sent=Counter(
            "ventanilla_messages_sent",
            "Sendings by what became of them",
            ["result"],
            registry=registry,
        ),
    )
