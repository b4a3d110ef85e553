/** The studio's panels around its canvas. */
import { useEffect, useState } from "preact/hooks";
import { Toasts } from "../../ui";
import { Canvas } from "../canvas/canvas";
import { Inspector } from "../inspector/inspector";
import { LeftPanel } from "../outline/left-panel";
import { BottomPanel } from "../queries/bottom-panel";
import { type Studio, StudioProvider } from "../studio";
import { ConfirmDelete } from "./confirm-delete";
import { panels } from "./panels";
import { Rail } from "./rail";
import { Search } from "./search";
import { ShortcutSheet } from "./shortcut-sheet";
import { Splitter } from "./splitter";
import { StaleBanner } from "./stale-banner";
import { TopBar } from "./top-bar";
import { Tour } from "./tour";

const PANELS = 3;

/**
 * The canvas comes first: its frame loads in a process of its own while the panels are drawn here, one after the other,
 * so that the frame is answered in between.
 */
export function Shell({ studio }: { studio: Studio }) {
  const [drawn, setDrawn] = useState(0);
  useEffect(() => {
    if (drawn === PANELS) return;
    const next = setTimeout(() => setDrawn(drawn + 1));
    return () => clearTimeout(next);
  }, [drawn]);
  const { left, right, bottom } = panels;
  const px = ({ size, open }: typeof left) => (open.value ? `${size.value}px` : "0px");
  return (
    <StudioProvider value={studio}>
      <div class="studio" style={{ "--left": px(left), "--right": px(right), "--bottom": px(bottom) }}>
        <TopBar />
        <Rail />
        {drawn > 0 && left.open.value && <LeftPanel />}
        <Canvas />
        {drawn > 1 && right.open.value && <Inspector />}
        {drawn > 2 && bottom.open.value && <BottomPanel />}
        <Splitter panel="left" />
        <Splitter panel="right" />
        <Splitter panel="bottom" />
        <Tour />
        <StaleBanner />
      </div>
      <ConfirmDelete />
      <Search />
      <ShortcutSheet />
      <Toasts store={studio.toasts} />
    </StudioProvider>
  );
}
