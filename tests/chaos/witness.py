"""What the devices of a run tried and heard: the other side of the books."""

import json
from collections import Counter
from dataclasses import dataclass, field

MARK = "chaos "


@dataclass(frozen=True)
class Tone:
    """One answer that a person heard; `entry` is what the device had put into its queue for it."""

    device: int
    kind: str
    key: tuple[int, int, int, str]
    """Device, task, line and code of the scan."""
    event_id: str | None


@dataclass
class Witness:
    """Hears all devices. What was tried is told before, what was heard at once after."""

    tries: Counter = field(default_factory=Counter)
    tones: list[Tone] = field(default_factory=list)
    heard: Counter = field(default_factory=Counter)
    """How many tones each device gave."""
    lates: list[tuple[int, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Errors that no script of the page caught."""

    def hear(self, device, text):
        """Take a line of a device's console, if it is from the run's own script."""
        if not text.startswith(MARK):
            return
        told = json.loads(text.removeprefix(MARK))
        if told["what"] == "late":
            self.lates.append((device, told["said"]))
            return
        key = (device, told["task"], told["line"], told["code"])
        if told["what"] == "try":
            self.tries[key] += 1
            return
        entry = told["entry"]
        event_id = entry["id"] if entry and entry["body"]["code"] == key[3] else None
        self.heard[device] += 1
        self.tones.append(Tone(device, told["kind"], key, event_id))

    @property
    def accepted(self):
        return [tone for tone in self.tones if tone.kind == "accepted"]
