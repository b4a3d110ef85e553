/** One column of a table: as the builder writes it, and as it is drawn. */
import type { TableWidget } from "../../document";
import type { RowReader } from "../data/path";

export type ColumnSpec = TableWidget["properties"]["columns"][number];
export type Format = Exclude<ColumnSpec["format"], "auto">;

export interface TableColumn {
  field: string;
  title: string;
  read: RowReader;
  format: Format;
  decimals: number | null;
  /** With null decimals: as many as the rows seen had at most. */
  least: number;
  unit: string;
  coloured: boolean;
  align: "left" | "center" | "right";
  /** px; null: by what stands in it. */
  width: number | null;
  sortable: boolean;
}
