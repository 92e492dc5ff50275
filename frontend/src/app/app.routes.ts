import { Routes } from '@angular/router';
import {
  homeUrl,
  matchesWithout,
  requireRole,
  onlyWithout,
  signedInGuard,
  signedOutGuard,
} from './core/session.guards';
import { Shell } from './shell/shell';
import { unsavedChangesGuard } from './core/unsaved-changes';

export const routes: Routes = [
  {
    path: 'sign-in',
    title: $localize`Sign in · TicketIQ`,
    canActivate: [signedOutGuard],
    loadComponent: () => import('./features/sign-in/sign-in-page'),
  },
  {
    path: 'reset-password',
    title: $localize`Set password · TicketIQ`,
    loadComponent: () => import('./features/sign-in/reset-password-page'),
  },
  {
    path: 'away',
    title: $localize`Server unreachable · TicketIQ`,
    loadComponent: () => import('./shared/unreachable-page'),
  },
  {
    path: '',
    component: Shell,
    canMatch: [signedInGuard],
    children: [
      { path: '', pathMatch: 'full', redirectTo: homeUrl },
      {
        path: 'my-tickets',
        title: $localize`My requests · TicketIQ`,
        canActivate: [onlyWithout('tickets.readAll')],
        loadComponent: () => import('./features/my-tickets/my-tickets-page'),
      },
      {
        path: 'inbox',
        title: $localize`Inbox · TicketIQ`,
        canActivate: [requireRole('tickets.readAll')],
        loadComponent: () => import('./features/inbox/inbox-page'),
      },
      {
        path: 'triage',
        title: $localize`Triage · TicketIQ`,
        canActivate: [requireRole('triage.decide')],
        data: { preloadDelayMs: 8_000 },
        loadComponent: () => import('./features/triage/triage-page'),
      },
      {
        path: 'board',
        title: $localize`Board · TicketIQ`,
        canActivate: [requireRole('statistics.read')],
        loadComponent: () => import('./features/board/board-page'),
      },
      {
        path: 'dashboard',
        title: $localize`Dashboard · TicketIQ`,
        canActivate: [requireRole('statistics.read')],
        loadComponent: () => import('./features/dashboard/dashboard-page'),
      },
      {
        path: 'tickets/new',
        title: $localize`New request · TicketIQ`,
        canMatch: [matchesWithout('tickets.readAll')],
        loadComponent: () => import('./features/my-tickets/submit-request-page'),
      },
      {
        path: 'tickets/new',
        title: $localize`New ticket · TicketIQ`,
        data: { preloadDelayMs: 8_000 },
        loadComponent: () => import('./features/new-ticket/new-ticket-page'),
      },
      {
        path: 'tickets/:id',
        title: $localize`Request · TicketIQ`,
        canMatch: [matchesWithout('tickets.readAll')],
        loadComponent: () => import('./features/ticket/requester-ticket-page'),
      },
      {
        path: 'tickets/:id',
        title: $localize`Ticket · TicketIQ`,
        data: { preloadDelayMs: 3_000 },
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./features/ticket/agent-ticket-page'),
      },
      { path: 'settings', loadChildren: () => import('./features/settings/settings.routes') },
      {
        path: 'not-yours',
        title: $localize`No access · TicketIQ`,
        loadComponent: () => import('./shared/access-denied-page'),
      },
      {
        path: '**',
        title: $localize`Page not found · TicketIQ`,
        loadComponent: () => import('./shared/not-found-page'),
      },
    ],
  },
];
