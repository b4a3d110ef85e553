/** Signs out with a form, as a person without scripts would, so that the server decides where to go next. */
import { csrfToken } from "../api/http";

export function signOut(): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/sign-out/";
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = csrfToken();
  form.append(token);
  document.body.append(form);
  form.submit();
}
