/** Apps, their documents, releases, samples and sessions, as `/api/` serves them. */
import type { AppDocument } from "../document";
import { call, download } from "./http";

export type Visibility = "private" | "signed_in" | "public";

export interface AppItem {
  id: number | string;
  /** Its id. */
  workspace: number;
  slug: string;
  name: string;
  visibility: Visibility;
  draft_revision: number;
  release: number | null;
  updated_at: string;
  released_at: string | null;
  /** Their name or e-mail. */
  updated_by: string | null;
  /** The picture's address. */
  thumbnail: string | null;
}

/** A widget from afar, in columns of 12 and rows. */
export interface Box {
  type: string;
  x: number;
  y: number;
  w: number;
  h: number;
}

/** An app's streams at work now, of all who have it open. */
export interface AppStreams {
  app: number | string;
  open: number;
  busy: number;
  failed: number;
}

export interface Release {
  number: number;
  revision: number;
  note: string;
  author: string | { email?: string; name?: string } | null;
  created_at: string;
}

export interface Sample {
  slug: string;
  name: string;
  description?: string;
  outline: Box[];
}

export interface DraftDocument {
  document: AppDocument;
  revision: number;
}

type Id = AppItem["id"];

/** A list endpoint may answer with a bare array or with one page of results. */
type Listing<T> = T[] | { results: T[] };
const items = <T>(listing: Listing<T>): T[] => (Array.isArray(listing) ? listing : listing.results);

export const listApps = async (): Promise<AppItem[]> => items(await call<Listing<AppItem>>("GET", "/api/apps/"));
/** Without a workspace: in the first that one may edit. */
export const createApp = (name: string, workspace?: number): Promise<AppItem> =>
  call("POST", "/api/apps/", { name, workspace });
export const readApp = (id: Id): Promise<AppItem> => call("GET", `/api/apps/${id}/`);
export const changeApp = (id: Id, changes: Partial<Pick<AppItem, "name" | "visibility">>): Promise<AppItem> =>
  call("PATCH", `/api/apps/${id}/`, changes);
export const copyApp = (id: Id): Promise<AppItem> => call("POST", `/api/apps/${id}/copy/`, {});
export const deleteApp = (id: Id): Promise<null> => call("DELETE", `/api/apps/${id}/`);

export const readOutline = (id: Id): Promise<Box[]> => call("GET", `/api/apps/${id}/outline/`);
export const countStreams = (): Promise<AppStreams[]> => call("GET", "/api/apps/streams/");
/** `leaving`: sent even if the page is gone by then. */
export const storeThumbnail = (id: Id, picture: Blob, leaving: boolean): Promise<null> =>
  call("PUT", `/api/apps/${id}/thumbnail/`, picture, { keepalive: leaving });

/** The draft as a file. */
export const exportApp = (id: Id): Promise<Blob> => download(`/api/apps/${id}/export/`);
/** A new app from what such a file says, and the credentials it came without. Rejects with every fault. */
export const importApp = (file: unknown): Promise<AppItem & { left_out: string[] }> =>
  call("POST", "/api/apps/import/", file);

export const listSamples = async (): Promise<Sample[]> => items(await call<Listing<Sample>>("GET", "/api/samples/"));
export const createFromSample = (slug: string): Promise<AppItem> => call("POST", `/api/samples/${slug}/`, {});

export const readDocument = (id: Id): Promise<DraftDocument> => call("GET", `/api/apps/${id}/document/`);
/** Rejects with 409 `stale` (carrying the server's revision), 422 `invalid_document` (carrying faults), 413 `too_large`. */
export const writeDocument = (id: Id, draft: DraftDocument & { restored?: number }): Promise<{ revision: number }> =>
  call("PUT", `/api/apps/${id}/document/`, draft);

export const listReleases = async (id: Id): Promise<Release[]> =>
  items(await call<Listing<Release>>("GET", `/api/apps/${id}/releases/`));
/** For editors. */
export const readRelease = (id: Id, release: number): Promise<Release & { document: AppDocument }> =>
  call("GET", `/api/apps/${id}/releases/${release}/`);
/** Take the live release away from viewers; it stays in the list. */
export const unpublish = (id: Id): Promise<null> => call("DELETE", `/api/apps/${id}/release/`);
export const publish = (
  id: Id,
  release: { revision: number; visibility: Visibility; note?: string },
): Promise<Release> => call("POST", `/api/apps/${id}/releases/`, release);
