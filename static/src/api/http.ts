/** The one place that calls the server: JSON in, JSON out, and every failure an `ApiError` a person can read. */

export interface Fault {
  path: string;
  message: string;
}

/** What an error answer of the API carries, beside its HTTP status. */
export interface ProblemBody {
  code?: string;
  message?: string;
  errors?: Fault[];
  revision?: number;
}

/** `status` 0: the server could not be reached at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: Fault[];
  readonly revision: number | null;

  constructor(status: number, body: ProblemBody) {
    super(body.message ?? `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code ?? (status === 0 ? "unreachable" : "error");
    this.faults = body.errors ?? [];
    this.revision = body.revision ?? null;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

// A save that hangs longer than this is as good as lost; the draft says so and tries again.
const TIMEOUT_MS = 20_000;
// Answered by a proxy or a server that is starting: worth another try, unlike other errors.
const AWAY_STATUSES = new Set([502, 503, 504]);

const SAFE_METHODS = new Set(["GET", "HEAD"]);

let pageToken = "";

/** Tell the client the CSRF token that came with the page; its cookie no script can read. */
export function setCsrfToken(token: string): void {
  pageToken = token;
}

export function csrfToken(): string {
  return pageToken;
}

export interface CallOptions {
  /** Gives the call up; it then rejects with the code `cancelled`. */
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Sent even if the page is left meanwhile. Browsers allow 64 KiB so. */
  keepalive?: boolean;
}

/** Make one call; a Blob goes as it is. Resolves with the decoded body (null when there is none), rejects with `ApiError`. */
export async function call<T>(method: string, path: string, body?: unknown, options?: CallOptions): Promise<T> {
  const { status, text } = await exchange(method, path, (response) => response.text(), body, options);
  const decoded = decode(text);
  refuseFailure(status, decoded);
  return decoded as T;
}

/** Fetch a file. Rejects like `call`. */
export async function download(path: string, options?: CallOptions): Promise<Blob> {
  const { status, text: file } = await exchange("GET", path, (response) => response.blob(), undefined, options);
  if (status < 200 || status > 299) refuseFailure(status, decode(await file.text()));
  return file;
}

async function exchange<Text>(
  method: string,
  path: string,
  read: (response: Response) => Promise<Text>,
  body?: unknown,
  { signal, timeoutMs = TIMEOUT_MS, keepalive = false }: CallOptions = {},
): Promise<{ status: number; text: Text }> {
  const headers: Record<string, string> = { Accept: "application/json, */*;q=0.5" };
  const file = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = file ? body.type : "application/json";
  if (!SAFE_METHODS.has(method)) headers["X-CSRFToken"] = csrfToken();
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined || file ? body : JSON.stringify(body),
      keepalive,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { status: response.status, text: await read(response) };
  } catch {
    if (signal?.aborted) throw new ApiError(0, { code: "cancelled", message: "Cancelled." });
    throw new ApiError(0, { code: "unreachable", message: "The server is not reachable." });
  }
}

/** Reject for every status that isn't a success. */
function refuseFailure(status: number, decoded: unknown): void {
  if (AWAY_STATUSES.has(status)) {
    const { message } = problemOf(status, decoded);
    throw new ApiError(0, { code: "unreachable", message });
  }
  if (status < 200 || status > 299) throw new ApiError(status, problemOf(status, decoded));
}

function decode(text: string): unknown {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function problemOf(status: number, decoded: unknown): ProblemBody {
  const body: ProblemBody =
    decoded && typeof decoded === "object" && !Array.isArray(decoded) ? (decoded as ProblemBody) : {};
  if (typeof body.message === "string") return body;
  const message =
    status === 401 || status === 403
      ? "You are signed out, or may not do this. Sign in again in another tab, then retry."
      : status === 404
        ? "It is not there any more."
        : `The server answered ${status}. Try again; its log names the cause.`;
  return { ...body, message };
}
