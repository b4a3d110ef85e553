/** The pages of an app that has several. */
import { shownPages } from "./places";
import type { Player } from "./player";
import "./navigation.css";

export function Navigation({ player }: { player: Player }) {
  const { page } = player.store;
  return (
    <nav class="top-pages" aria-label="Pages">
      {shownPages(player).map(({ name, title }) => (
        <button
          key={name}
          type="button"
          aria-current={name === page.value ? "page" : undefined}
          onClick={() => player.showPage(name)}
        >
          {title || name}
        </button>
      ))}
    </nav>
  );
}
