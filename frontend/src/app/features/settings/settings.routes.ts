import { Routes } from '@angular/router';
import { requireRole } from '../../core/session.guards';
import { unsavedChangesGuard } from '../../core/unsaved-changes';
import { SettingsPage } from './settings-page';

const routes: Routes = [
  {
    path: '',
    component: SettingsPage,
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'profile' },
      {
        path: 'profile',
        title: $localize`Profile · TicketIQ`,
        loadComponent: () => import('./profile-page'),
      },
      {
        path: 'tokens',
        title: $localize`API tokens · TicketIQ`,
        loadComponent: () => import('./api-tokens-page'),
      },
      {
        path: 'canned-replies',
        title: $localize`Canned replies · TicketIQ`,
        canActivate: [requireRole('cannedReplies.use')],
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./canned-replies-page'),
      },
      {
        path: 'topics',
        title: $localize`Topics · TicketIQ`,
        canActivate: [requireRole('topics.read')],
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./topics/topics-page'),
      },
      {
        path: 'triage',
        title: $localize`Triage settings · TicketIQ`,
        canActivate: [requireRole('triage.readSettings')],
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./triage/triage-settings-page'),
      },
      {
        path: 'users',
        title: $localize`Users · TicketIQ`,
        canActivate: [requireRole('users.manage')],
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./users-page'),
      },
      {
        path: 'organizations',
        title: $localize`Organizations · TicketIQ`,
        canActivate: [requireRole('organizations.manage')],
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./organizations-page'),
      },
      {
        path: 'teams',
        title: $localize`Teams · TicketIQ`,
        canActivate: [requireRole('teams.manage')],
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./teams-page'),
      },
      {
        path: 'mailboxes',
        title: $localize`Mailboxes · TicketIQ`,
        canActivate: [requireRole('mail.manage')],
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./mail/mailboxes-page'),
      },
      {
        path: 'quarantine',
        title: $localize`Quarantine · TicketIQ`,
        canActivate: [requireRole('mail.manage')],
        loadComponent: () => import('./mail/quarantine/quarantine-page'),
      },
      {
        path: 'deleted',
        title: $localize`Deleted tickets · TicketIQ`,
        canActivate: [requireRole('tickets.delete')],
        loadComponent: () => import('./deleted-tickets-page'),
      },
    ],
  },
];
export default routes;
