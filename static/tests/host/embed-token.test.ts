/** The example of docs/embedding.md, run as it stands there. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const KEY = "0123456789abcdef";

it("signs a token as the documentation says", () => {
  const text = readFileSync(new URL("../../../docs/embedding.md", import.meta.url), "utf-8");
  const code = /```js\n([\s\S]*?)```/
    .exec(text)?.[1]
    ?.replace(/^import.*$/m, "")
    .replace(/^embedToken\(KEY.*$/m, "");
  const embedToken = new Function("createHmac", `${code}; return embedToken`)(createHmac);
  const token: string = embedToken(KEY, 7, "https://portal.example", { name: "Zoë" });
  const [header, claims, signature] = token.split(".");
  const decoded = (part: string | undefined) => JSON.parse(Buffer.from(part ?? "", "base64url").toString());
  expect(decoded(header)).toEqual({ alg: "HS256", typ: "JWT" });
  expect(decoded(claims)).toMatchObject({ app: 7, origin: "https://portal.example", name: "Zoë" });
  expect(signature).toBe(createHmac("sha256", KEY).update(`${header}.${claims}`).digest("base64url"));
});
