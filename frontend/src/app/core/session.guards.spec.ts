import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { Me } from './api-types';
import { can, Permission } from './permissions';
import { Session } from './session';
import { homeUrl, matchesWithout, requireRole, onlyWithout, signedInGuard } from './session.guards';

@Component({ selector: 'tiq-page-0', template: '<ng-container i18n>sign-in</ng-container>' })
class SignInStub {}
@Component({ selector: 'tiq-page-1', template: '<ng-container i18n>away</ng-container>' })
class UnreachableStub {}
@Component({ selector: 'tiq-page-2', template: '<ng-container i18n>not yours</ng-container>' })
class AccessDeniedStub {}
@Component({ selector: 'tiq-page-3', template: '<ng-container i18n>inbox</ng-container>' })
class InboxStub {}
@Component({ selector: 'tiq-page-4', template: '<ng-container i18n>my tickets</ng-container>' })
class MyTicketsStub {}
@Component({ selector: 'tiq-page-5', template: '<ng-container i18n>ticket of a requester</ng-container>' })
class RequesterTicketStub {}
@Component({ selector: 'tiq-page-6', template: '<ng-container i18n>ticket of an agent</ng-container>' })
class AgentTicketStub {}

describe('session guards', () => {
  let role: Me['role'] | null;
  const load = vi.fn();
  let harness: RouterTestingHarness | undefined;
  const see = async (path: string) => {
    if (harness) await harness.navigateByUrl(path);
    else harness = await RouterTestingHarness.create(path);
    return harness.routeNativeElement?.textContent;
  };
  const address = () => TestBed.inject(Router).url;

  beforeEach(() => {
    harness = undefined;
    load.mockReset().mockImplementation(() => Promise.resolve(role && { role }));
    const session = {
      load,
      can: (permission: Permission) => role !== null && can(role, permission),
    };
    TestBed.configureTestingModule({
      providers: [
        { provide: Session, useValue: session },
        provideRouter([
          { path: 'sign-in', component: SignInStub },
          { path: 'away', component: UnreachableStub },
          {
            path: '',
            canMatch: [signedInGuard],
            children: [
              { path: '', pathMatch: 'full', redirectTo: homeUrl },
              { path: 'inbox', component: InboxStub, canActivate: [requireRole('tickets.readAll')] },
              { path: 'my-tickets', component: MyTicketsStub, canActivate: [onlyWithout('tickets.readAll')] },
              {
                path: 'tickets/:id',
                component: RequesterTicketStub,
                canMatch: [matchesWithout('tickets.readAll')],
              },
              { path: 'tickets/:id', component: AgentTicketStub },
              { path: 'not-yours', component: AccessDeniedStub },
            ],
          },
        ]),
      ],
    });
  });

  it('redirect to the sign-in page with the requested URL', async () => {
    role = null;
    expect(await see('/inbox?status=open')).toBe('sign-in');
    expect(address()).toBe('/sign-in?return=%2Finbox%3Fstatus%3Dopen');
  });

  it('omit the return URL for the home page', async () => {
    role = null;
    await see('/');
    expect(address()).toBe('/sign-in');
  });

  it('let a user with the permission in', async () => {
    role = 'agent';
    expect(await see('/inbox')).toBe('inbox');
  });

  it('show the access denied page to other users', async () => {
    role = 'requester';
    expect(await see('/inbox')).toBe('not yours');
    role = 'admin';
    expect(await see('/my-tickets')).toBe('not yours');
  });

  it('choose the home page and the ticket page by role', async () => {
    role = 'requester';
    expect(await see('/')).toBe('my tickets');
    expect(await see('/tickets/7')).toBe('ticket of a requester');
  });

  it('show agents their page', async () => {
    role = 'agent';
    expect(await see('/')).toBe('inbox');
    expect(await see('/tickets/7')).toBe('ticket of an agent');
  });

  it('do not redirect to the sign-in page when the service is unavailable', async () => {
    load.mockRejectedValueOnce(new Error('away'));
    expect(await see('/inbox')).toBe('away');
  });
});
