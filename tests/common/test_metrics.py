"""Metrics: counters become Prometheus text, and several processes' become one."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from apps.common.figures import Histogram
from apps.common.metrics import counter, exposition, gauge, histogram, own_process, report


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    """(name, label=value, …) -> value, as Prometheus reads it."""
    return {
        (each.name, *(f"{name}={value}" for name, value in sorted(each.labels.items()))): each.value
        for family in text_string_to_metric_families(text.decode())
        for each in family.samples
    }


def test_two_processes_become_one_text_in_which_each_sample_says_whose_it_is() -> None:
    one = report("hub", "a", [counter("messages", "Messages.", 7), gauge("streams", "Streams.", {"open": 2}, "status")])
    two = report("hub", "b", [counter("messages", "Messages.", 5), gauge("streams", "Streams.", {}, "status")])
    text = exposition([one, two])
    assert samples(text) == {
        ("lowstream_messages_total", "id=a", "process=hub"): 7,
        ("lowstream_messages_total", "id=b", "process=hub"): 5,
        ("lowstream_streams", "id=a", "process=hub", "status=open"): 2,
    }
    assert text.count(b"# TYPE lowstream_messages_total counter") == 1


def test_a_histogram_counts_what_was_at_most_each_bound() -> None:
    values = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 7.0):
        values.observe(value)
    found = samples(exposition([report("hub", "a", [histogram("append_seconds", "Time.", values)])]))
    whose = ("id=a", "le={}", "process=hub")

    def bucket(bound: str) -> float:
        return found["lowstream_append_seconds_bucket", whose[0], whose[1].format(bound), whose[2]]

    assert (bucket("0.1"), bucket("1.0"), bucket("+Inf")) == (2, 3, 4)
    assert found["lowstream_append_seconds_count", "id=a", "process=hub"] == 4
    assert abs(found["lowstream_append_seconds_sum", "id=a", "process=hub"] - 7.65) < 1e-9


def test_a_label_that_holds_anything_is_read_back_as_it_was() -> None:
    strange = 'a "b"\\\n'
    text = exposition([report("hub", "a", [counter("dials", "Dials.", {strange: 1}, "code")])])
    assert samples(text) == {("lowstream_dials_total", f"code={strange}", "id=a", "process=hub"): 1}


def test_a_process_tells_its_memory_and_cpu() -> None:
    found = samples(exposition([report("web", "w", own_process())]))
    assert found["process_resident_memory_bytes", "id=w", "process=web"] > 1_000_000
    assert found["process_cpu_seconds_total", "id=w", "process=web"] > 0
