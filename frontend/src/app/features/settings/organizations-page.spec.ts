import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Api } from '../../api/api';
import { organizationsCreate } from '../../api/fn/accounts/organizations-create';
import { organizationsList } from '../../api/fn/accounts/organizations-list';
import OrganizationsPage from './organizations-page';

const engines = { id: 3, name: 'Engines', notes: '', domains: ['example.org'], shares_tickets: false };

describe('OrganizationsPage', () => {
  const invoke = vi.fn();

  async function show() {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), { provide: Api, useValue: { invoke } }],
    });
    const fixture = TestBed.createComponent(OrganizationsPage);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const click = async (label: string) => {
      [...element.querySelectorAll('button')].find((each) => each.textContent.trim() === label)!.click();
      await fixture.whenStable();
    };
    const type = (selector: string, value: string) => {
      const box = element.querySelector<HTMLInputElement>(selector)!;
      box.value = value;
      box.dispatchEvent(new Event('input'));
    };
    return { fixture, element, click, type };
  }

  it('lists organizations and creates one with its domains', async () => {
    invoke.mockImplementation((call: unknown) =>
      Promise.resolve(
        call === organizationsList
          ? { results: [engines], next_cursor: null }
          : { ...engines, id: 4, name: 'Looms' },
      ),
    );
    const { element, fixture, click, type } = await show();
    expect(element.textContent).toContain('example.org');
    await click('New organization');
    type('#organization-new-name', ' Looms ');
    type('#organization-new-domains', 'looms.example, looms.test');
    await click('Save');
    await fixture.whenStable();
    expect(invoke).toHaveBeenCalledWith(organizationsCreate, {
      body: { name: 'Looms', domains: ['looms.example', 'looms.test'], notes: '' },
    });
    const names = [...element.querySelectorAll('li p.font-medium')].map((each) => each.textContent);
    expect(names).toEqual(['Looms', 'Engines']);
  });

  it('says that there are none', async () => {
    invoke.mockResolvedValue({ results: [], next_cursor: null });
    const { element } = await show();
    expect(element.textContent).toContain('No organizations.');
  });
});
