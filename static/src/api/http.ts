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

let pageToken: string | null = null;

/** Tell the client the CSRF token that came with the page; without one the cookie is read. */
export function setCsrfToken(token: string | null): void {
  pageToken = token;
}

export function csrfToken(): string {
  if (pageToken) return pageToken;
  const pair = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  return pair ? decodeURIComponent(pair.slice("csrftoken=".length)) : "";
}

/** Make one call. Resolves with the decoded body (null when there is none), rejects with `ApiError`. */
export async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (!SAFE_METHODS.has(method)) headers["X-CSRFToken"] = csrfToken();
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch {
    throw new ApiError(0, { code: "unreachable", message: "The server is not reachable." });
  }
  const decoded = decode(text);
  if (AWAY_STATUSES.has(response.status)) {
    const { message } = problemOf(response.status, decoded);
    throw new ApiError(0, { code: "unreachable", message });
  }
  if (!response.ok) throw new ApiError(response.status, problemOf(response.status, decoded));
  return decoded as T;
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
