/** Builds the front end: hashed files under dist/assets and a manifest from which the pages' templates take their tags. */
import { existsSync } from "node:fs";
import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";

/** One entry a page; a page whose source isn't there yet is left out. */
const ENTRIES = {
  home: "src/studio/home.tsx",
  settings: "src/studio/settings.tsx",
  studio: "src/studio/main.tsx",
  viewer: "src/host/viewer.ts", // the page around the sandbox
  player: "src/player/main.tsx", // the sandbox
  pages: "src/ui/pages.css", // plain pages' styles
  pageTheme: "src/ui/page-theme.ts", // and the theme they have
};

/** A view's file says which widget it draws. */
function chunkName({ name, facadeModuleId }: { name: string; facadeModuleId?: string | null }): string {
  const widget = facadeModuleId?.match(/widgets\/([^/]+)\/view\.tsx$/)?.[1];
  return `assets/${widget ? `widget-${widget}` : name}-[hash].js`;
}

export default defineConfig({
  base: "/static/",
  plugins: [preact()],
  worker: { format: "iife" }, // a module Worker doesn't start in an opaque origin; a classic one does
  build: {
    outDir: "dist",
    manifest: "manifest.json",
    target: "es2022",
    assetsInlineLimit: 0, // the pages' policy has no data: for fonts, and inlined files can't be cached
    rolldownOptions: {
      input: Object.fromEntries(
        Object.entries(ENTRIES).filter(([, source]) => existsSync(new URL(source, import.meta.url))),
      ),
      output: { chunkFileNames: chunkName },
    },
  },
});
