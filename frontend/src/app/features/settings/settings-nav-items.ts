import { IconName } from '../../shared/icon';
import { Permission } from '../../core/permissions';
import { Session } from '../../core/session';

interface SettingsNavItem {
  path: string;
  /** Required to show the page. */
  permission: Permission;
  name: string;
  icon: IconName;
}
const pages: readonly SettingsNavItem[] = [
  { path: 'profile', permission: 'account.use', name: $localize`Profile`, icon: 'user' },
  { path: 'tokens', permission: 'account.use', name: $localize`API tokens`, icon: 'key' },
  { path: 'canned-replies', permission: 'cannedReplies.use', name: $localize`Canned replies`, icon: 'copy' },
  { path: 'topics', permission: 'topics.read', name: $localize`Topics`, icon: 'tag' },
  { path: 'triage', permission: 'triage.readSettings', name: $localize`Triage`, icon: 'spark' },
  { path: 'users', permission: 'users.manage', name: $localize`Users`, icon: 'users' },
  {
    ...{ path: 'organizations', permission: 'organizations.manage', icon: 'users' },
    name: $localize`Organizations`,
  },
  { path: 'teams', permission: 'teams.manage', name: $localize`Teams`, icon: 'users' },
  { path: 'mailboxes', permission: 'mail.manage', name: $localize`Mailboxes`, icon: 'mail' },
  { path: 'quarantine', permission: 'mail.manage', name: $localize`Quarantine`, icon: 'shield' },
  { path: 'deleted', permission: 'tickets.delete', name: $localize`Deleted tickets`, icon: 'trash' },
];

/** Settings pages available to the user; paths are relative to /settings. */
export function settingsNavItems(session: Pick<Session, 'can'>): readonly SettingsNavItem[] {
  return pages.filter(({ permission }) => session.can(permission));
}
