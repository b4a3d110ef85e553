/** Shows one picture after another in an img: the old one stays until the new one can be drawn, and none is kept. */

export interface Frames {
  /** Of pictures that come while one is being read, only the newest follows. */
  show(blob: Blob): void;
  end(): void;
}

/** `onShown`: whether the newest could be read. */
export function createFrames(image: HTMLImageElement, onShown: (ok: boolean) => void): Frames {
  let shown: string | null = null; // object URLs hold their bytes until they are revoked
  let loading: string | null = null;
  let waiting: Blob | null = null;
  let ended = false;

  const start = (blob: Blob) => {
    const url = URL.createObjectURL(blob);
    loading = url;
    const next = new Image();
    next.src = url;
    // Decoded before it is put in, so that not even one frame is empty.
    next.decode().then(
      () => done(url, true),
      () => done(url, false),
    );
  };
  const done = (url: string, ok: boolean) => {
    loading = null;
    if (ended || !ok) URL.revokeObjectURL(url);
    if (ended) return;
    if (ok) {
      const before = shown;
      shown = url;
      image.src = url;
      if (before) URL.revokeObjectURL(before);
    }
    onShown(ok);
    const next = waiting;
    waiting = null;
    if (next) start(next);
  };
  return {
    show: (blob) => {
      if (loading) waiting = blob;
      else start(blob);
    },
    end: () => {
      ended = true;
      waiting = null;
      if (shown) URL.revokeObjectURL(shown);
    },
  };
}
