import type { StreamQuery } from "../../document";

/** What each tab of the query is given. */
export interface TabProps {
  query: StreamQuery;
  path: string;
  onChange: (changes: Partial<StreamQuery>, what: string) => void;
}
