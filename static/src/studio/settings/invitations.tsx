/** Open invitations, and making one: its link is shown once. */
import { useLayoutEffect, useState } from "preact/hooks";
import { type Invitation, invite, listInvitations, revokeInvitation } from "../../api/workspaces";
import { Button, Dialog, EmptyState, Field, Select, TextInput } from "../../ui";
import { CopyField } from "../../ui/copy-field";
import { count, dateTime } from "../format";
import type { Role, WorkspaceItem } from "../page";
import type { Question } from "./confirm";
import { useLoaded } from "./loaded";
import { Head, List } from "./parts";
import { ROLES, roleName } from "./roles";

const ANYBODY = "Anybody with the link";
const DAYS = [1, 7, 30].map((days) => ({ value: String(days), label: count(days, "day") }));

interface InvitationsProps {
  workspace: WorkspaceItem;
  ask: (question: Question) => void;
}

export function Invitations({ workspace, ask }: InvitationsProps) {
  const invitations = useLoaded(String(workspace.id), () => listInvitations(workspace.id));
  const takeBack = (invitation: Invitation) =>
    ask({
      title: "Take the invitation back",
      text: `Its link stops working: ${invitation.email || ANYBODY.toLowerCase()}, ${roleName(invitation.role).toLowerCase()}.`,
      yes: "Take back",
      run: async () => {
        await revokeInvitation(workspace.id, invitation.id);
        invitations.change((before) => before.filter((one) => one.id !== invitation.id));
      },
    });
  return (
    <section class="section" aria-label="Open invitations">
      <Head part title="Open invitations" />
      <List
        loaded={invitations}
        what="The invitations"
        empty={<EmptyState text="No invitation is open. Invite makes a link that lets one person in." />}
      >
        {(list) => (
          <table class="section-table">
            <thead>
              <tr>
                <th>For</th>
                <th>Role</th>
                <th>Works until</th>
                <th>By</th>
                <th>
                  <span class="visually-hidden">Take back</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((one) => (
                <tr key={one.id} data-testid={`invitation-${one.id}`}>
                  <td>{one.email || ANYBODY}</td>
                  <td>{roleName(one.role)}</td>
                  <td class="num nowrap">{dateTime(one.expires_at)}</td>
                  <td>{one.invited_by}</td>
                  <td>
                    <Button variant="ghost" onClick={() => takeBack(one)}>
                      Take back
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </List>
    </section>
  );
}

interface InviteDialogProps {
  open: boolean;
  workspace: WorkspaceItem;
  onClose: () => void;
  onInvited: () => void;
}

export function InviteDialog({ open, workspace, onClose, onInvited }: InviteDialogProps) {
  const [role, setRole] = useState<Role>("viewer");
  const [email, setEmail] = useState("");
  const [days, setDays] = useState("7");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [link, setLink] = useState<string | null>(null);
  useLayoutEffect(() => {
    if (!open) return;
    setRole("viewer");
    setEmail("");
    setBusy(false);
    setFault(null);
    setLink(null);
  }, [open]);
  const submit = async (event?: Event) => {
    event?.preventDefault();
    setBusy(true);
    setFault(null);
    try {
      const made = await invite(workspace.id, { role, email: email.trim(), expires_in_days: Number(days) });
      setLink(made.link);
      onInvited();
    } catch (error) {
      setFault((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open={open}
      title={link === null ? `Invite to ${workspace.name}` : "Pass the link on"}
      onClose={onClose}
      footer={
        link === null ? (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" busy={busy} data-testid="invite-confirm" onClick={() => submit()}>
              Make a link
            </Button>
          </>
        ) : (
          <Button variant="primary" data-testid="invite-done" onClick={onClose}>
            Done
          </Button>
        )
      }
    >
      {link === null ? (
        <form class="section-fields" onSubmit={submit}>
          <Field label="Role">{(id) => <Select id={id} value={role} options={ROLES} onChange={setRole} />}</Field>
          <Field
            label="Only for this e-mail address"
            error={fault}
            hint="If left empty, anybody who has the link can join with it, once. Nothing is sent."
          >
            {(id) => (
              <TextInput
                id={id}
                type="email"
                value={email}
                placeholder="ann@example.com"
                data-testid="invite-email"
                onInput={setEmail}
              />
            )}
          </Field>
          <Field label="Works for">{(id) => <Select id={id} value={days} options={DAYS} onChange={setDays} />}</Field>
        </form>
      ) : (
        <div class="section-fields">
          <p>Nobody can be shown this link again. It lets one person in, as {roleName(role).toLowerCase()}.</p>
          <CopyField label="Invitation link" value={link} data-testid="invite-link" />
        </div>
      )}
    </Dialog>
  );
}
