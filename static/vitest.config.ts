/** Unit tests: pure modules in Node, what touches the DOM in happy-dom (`// @vitest-environment happy-dom`). */
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [preact()],
  // 30 s: a loaded machine is slow; a test that hangs is found all the same.
  test: { include: ["tests/**/*.test.{ts,tsx}"], environment: "node", restoreMocks: true, testTimeout: 30_000 },
});
