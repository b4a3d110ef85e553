/** Builds the front end: hashed files under dist/assets and a manifest from which the pages' templates take their tags. */
import { existsSync } from "node:fs";
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";

/** One entry a page: the app list, the studio, the viewer's page around the sandbox, the sandbox, plain pages' styles. */
const ENTRIES = [
  "src/studio/home.tsx",
  "src/studio/main.tsx",
  "src/host/viewer.ts",
  "src/player/main.tsx",
  "src/ui/pages.css",
];

export default defineConfig({
  base: "/static/",
  plugins: [preact()],
  worker: { format: "iife" }, // a module Worker doesn't start in an opaque origin; a classic one does
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0, // the pages' policy has no data: for fonts, and inlined files can't be cached
    rolldownOptions: { input: ENTRIES.filter((entry) => existsSync(new URL(entry, import.meta.url))) },
  },
});
