// @vitest-environment happy-dom
import { render } from "preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useEvery, useFrame } from "../../src/widgets/pace";

let root: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ["requestAnimationFrame", "cancelAnimationFrame", "setTimeout", "clearTimeout", "performance"],
  });
  root = document.createElement("div");
});
afterEach(() => {
  render(null, root);
  vi.useRealTimers();
});

const settled = async (ms: number) => {
  await vi.advanceTimersByTimeAsync(ms);
  return root.textContent;
};

describe("the value of the last frame", () => {
  let drawn = 0;
  function Framed({ value, shown }: { value: number; shown: boolean }) {
    const given = useFrame(value, shown);
    drawn += given === value ? 1 : 0;
    return <>{given}</>;
  }
  const give = (value: number, shown = true) => render(<Framed value={value} shown={shown} />, root);

  it("is the newest of those that came since, once", async () => {
    give(1);
    expect(root.textContent).toBe("1");
    drawn = 0;
    for (const value of [2, 3, 4]) give(value);
    expect(root.textContent).toBe("1");
    expect(await settled(20)).toBe("4");
    expect(drawn).toBe(1);
  });

  it("waits until it can be seen", async () => {
    give(1);
    give(2, false);
    expect(await settled(1_000)).toBe("1");
    give(2, true);
    expect(await settled(20)).toBe("2");
  });
});

describe("a value for reading", () => {
  function Read({ value }: { value: number }) {
    return <>{useEvery(value, 1_000)}</>;
  }
  const give = (value: number) => render(<Read value={value} />, root);

  it("changes at most so often, and ends at the newest", async () => {
    give(1);
    await settled(2_000);
    give(2);
    expect(await settled(100)).toBe("2");
    give(3);
    await settled(500);
    give(4);
    expect(root.textContent).toBe("2");
    expect(await settled(600)).toBe("4");
  });
});
