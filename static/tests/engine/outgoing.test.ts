/** What `broadcast` sends, and the names under which it is remembered. */
import { expect, test } from "vitest";
import { keyOf, outgoing } from "../../src/engine/outgoing";

test("objects, arrays and scalars go as JSON, strings as they are, bytes as base64", () => {
  expect(outgoing({ a: [1, null] })).toEqual({ text: '{"a":[1,null]}', encoding: "text", remember: null });
  expect(outgoing('"as it is"').text).toBe('"as it is"');
  expect([7, true, null].map((message) => outgoing(message).text)).toEqual(["7", "true", "null"]);
  const bytes = new Uint8Array([0, 1, 250, 255]);
  expect(outgoing(bytes)).toEqual({ text: "AAH6/w==", encoding: "base64", remember: null });
  expect(outgoing(bytes.buffer).text).toBe("AAH6/w==");
  expect(outgoing(bytes.subarray(1, 3)).text).toBe("Afo=");
  const long = outgoing(new Uint8Array(60_000).fill(7));
  expect(atob(long.text)).toHaveLength(60_000);
});

test("what makes no message is refused", () => {
  for (const nothing of [undefined, () => 1, Symbol("x")]) expect(() => outgoing(nothing)).toThrow(/can't be sent/);
});

test("a message is remembered under a name, or under itself, whatever the order of its members", () => {
  expect(outgoing({ a: 1 }, { remember: "prices" }).remember).toBe("prices");
  expect(outgoing("hello", { remember: true }).remember).toBe("hello");
  const one = outgoing(
    { event: "subscribe", pair: ["A"], subscription: { name: "ohlc", interval: 5 } },
    { remember: true },
  );
  const same = outgoing(
    { subscription: { interval: 5, name: "ohlc" }, pair: ["A"], event: "subscribe" },
    { remember: true },
  );
  const other = outgoing(
    { event: "subscribe", pair: ["B"], subscription: { name: "ohlc", interval: 5 } },
    { remember: true },
  );
  expect(same.remember).toBe(one.remember);
  expect(same.text).not.toBe(one.text);
  expect(other.remember).not.toBe(one.remember);
  expect(outgoing(new Uint8Array([1]), { remember: true }).remember).toBe("AQ==");
  for (const not of [undefined, {}, { remember: false }, { remember: null }])
    expect(outgoing(1, not).remember).toBeNull();
  expect(() => outgoing(1, { remember: "" })).toThrow(/isn't empty/);
});

test("long names are shortened to what the server takes, each to its own", () => {
  const keys = new Set<string>();
  for (let i = 0; i < 5_000; i += 1) keys.add(keyOf({ pair: `P${i}`, pad: "x".repeat(200) }));
  expect(keys.size).toBe(5_000);
  expect([...keys].every((key) => key.length <= 128)).toBe(true);
  expect(keyOf("k".repeat(128))).toBe("k".repeat(128));
  expect(keyOf("k".repeat(129))).toBe(keyOf("k".repeat(129)));
});
