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

/** The canvas comes first: its frame loads in a process of its own while the panels are drawn here. */
export function Shell({ studio }: { studio: Studio }) {
  const [rest, setRest] = useState(false);
  useEffect(() => setRest(true), []);
  const { left, right, bottom } = panels;
  const px = ({ size, open }: typeof left) => (open.value ? `${size.value}px` : "0px");
  return (
    <StudioProvider value={studio}>
      <div class="studio" style={{ "--left": px(left), "--right": px(right), "--bottom": px(bottom) }}>
        <TopBar />
        <Rail />
        {rest && left.open.value && <LeftPanel />}
        <Canvas />
        {rest && right.open.value && <Inspector />}
        {rest && bottom.open.value && <BottomPanel />}
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
