/** Who is in the workspace and in which role, and who is invited. */
import { Pencil, Plus, UserPlus } from "lucide";
import { useState } from "preact/hooks";
import {
  changeRole,
  createWorkspace,
  listMembers,
  type Member,
  removeMember,
  renameWorkspace,
} from "../../api/workspaces";
import { Button, Select } from "../../ui";
import { NameDialog } from "../home/new-app";
import type { Role } from "../page";
import { Confirm, type Question } from "./confirm";
import { Invitations, InviteDialog } from "./invitations";
import { useLoaded } from "./loaded";
import { Head, List } from "./parts";
import { ROLES, roleName } from "./roles";
import type { SectionProps } from "./sections";

export function Members({ workspace, user }: SectionProps) {
  const members = useLoaded(String(workspace.id), () => listMembers(workspace.id));
  const [question, setQuestion] = useState<Question | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [inviting, setInviting] = useState(false);
  const [invited, setInvited] = useState(0);
  const [naming, setNaming] = useState<"rename" | "new" | null>(null);
  const owner = workspace.role === "owner";
  const isMe = (member: Member) => member.id === user?.id;

  const put = (changed: Member) =>
    members.change((before) => before.map((one) => (one.id === changed.id ? changed : one)));
  const choose = (member: Member, role: Role) => {
    setFault(null);
    if (isMe(member)) {
      setQuestion({
        title: "Give up being an owner",
        text: `You become ${roleName(role).toLowerCase()} of ${workspace.name}. Only another owner can make you an owner again.`,
        yes: "Change my role",
        run: () => changeRole(workspace.id, member.id, role).then(() => location.reload()),
      });
      return; // drawn again, the field shows what is
    }
    changeRole(workspace.id, member.id, role).then(put, (error: Error) => setFault(error.message));
  };
  const remove = (member: Member) =>
    setQuestion({
      title: `Remove ${member.name || member.email}`,
      text: `${member.email} loses ${workspace.name} at once: its apps, what they have open of it, and their open invitations to it. Their account stays.`,
      yes: "Remove",
      run: async () => {
        await removeMember(workspace.id, member.id);
        members.change((before) => before.filter((one) => one.id !== member.id));
      },
    });
  const leave = (member: Member) =>
    setQuestion({
      title: `Leave ${workspace.name}`,
      text: "You lose its apps at once. Only an owner can invite you again.",
      yes: "Leave",
      run: () => removeMember(workspace.id, member.id).then(() => location.assign("/settings/")),
    });

  return (
    <>
      <section class="section" aria-label="Members">
        <Head
          title="Members"
          text={`Who can do what in ${workspace.name}: owners manage it, editors build apps, viewers use them.`}
        >
          {owner && (
            <Button variant="primary" icon={UserPlus} data-testid="invite" onClick={() => setInviting(true)}>
              Invite
            </Button>
          )}
        </Head>
        {fault && (
          <p class="field-error" role="alert">
            {fault}
          </p>
        )}
        <List loaded={members} what="The members" empty={null}>
          {(list) => (
            <table class="section-table">
              <thead>
                <tr>
                  <th>Person</th>
                  <th>Role</th>
                  <th>
                    <span class="visually-hidden">Remove</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {list.map((member) => (
                  <tr key={member.id} data-testid={`member-${member.email}`}>
                    <td>
                      <div class="who">
                        <span>
                          {member.name || member.email} {isMe(member) && <span class="faint">(you)</span>}
                        </span>
                        {member.name && <span class="faint">{member.email}</span>}
                      </div>
                    </td>
                    <td>
                      {owner ? (
                        <Select
                          label={`Role of ${member.name || member.email}`}
                          value={member.role}
                          options={ROLES}
                          onChange={(role) => choose(member, role)}
                        />
                      ) : (
                        roleName(member.role)
                      )}
                    </td>
                    <td>
                      {isMe(member) ? (
                        <Button variant="ghost" onClick={() => leave(member)}>
                          Leave
                        </Button>
                      ) : (
                        owner && (
                          <Button
                            variant="ghost"
                            aria-label={`Remove ${member.name || member.email}`}
                            onClick={() => remove(member)}
                          >
                            Remove
                          </Button>
                        )
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </List>
      </section>
      {owner && <Invitations key={invited} workspace={workspace} ask={setQuestion} />}
      <section class="section" aria-label="Workspace">
        <Head part title="Workspace" text="What one workspace has, its apps and its secrets, no other sees.">
          {owner && (
            <Button icon={Pencil} data-testid="rename-workspace" onClick={() => setNaming("rename")}>
              Rename
            </Button>
          )}
          <Button icon={Plus} data-testid="new-workspace" onClick={() => setNaming("new")}>
            New workspace
          </Button>
        </Head>
      </section>
      <InviteDialog
        open={inviting}
        workspace={workspace}
        onClose={() => setInviting(false)}
        onInvited={() => setInvited((before) => before + 1)}
      />
      <NameDialog
        open={naming !== null}
        onClose={() => setNaming(null)}
        title={naming === "rename" ? "Rename the workspace" : "New workspace"}
        initial={naming === "rename" ? workspace.name : ""}
        label={naming === "rename" ? "Rename" : "Create"}
        placeholder="Trading desk"
        testId="workspace"
        onConfirm={(name) =>
          naming === "rename"
            ? renameWorkspace(workspace.id, name).then(() => location.reload())
            : createWorkspace(name).then((made) => location.assign(`/settings/?workspace=${made.id}#members`))
        }
      />
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </>
  );
}
