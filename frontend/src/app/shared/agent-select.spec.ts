import { TestKey } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { AgentsStore } from '../core/agents-store';
import { Agent } from '../core/api-types';
import { Session } from '../core/session';
import { AgentSelect } from './agent-select';
import { AgentSelectHarness } from './agent-select.harness';

const agents = ['Ada', 'Ben', 'Grace', 'Bubbles'].map(
  (name, i) => ({ id: i + 5, name, open: 0, in_progress: 0, waiting: 0 }) as Agent,
);

describe('AgentSelect', () => {
  const assigned = vi.fn();

  beforeAll(() => {
    // jsdom has no layout.
    Element.prototype.scrollIntoView = () => {};
  });

  async function create(assignee: { id: number; name: string } | null) {
    assigned.mockReset();
    TestBed.configureTestingModule({
      providers: [
        { provide: Session, useValue: { me: () => ({ id: 6, name: 'Ben' }) } },
        {
          provide: AgentsStore,
          useValue: { active: signal(agents), labelOf: (_: number, name: string) => name, refresh: () => {} },
        },
      ],
    });
    const fixture = TestBed.createComponent(AgentSelect);
    fixture.componentRef.setInput('assignee', assignee);
    fixture.componentRef.setInput('inputId', 'assignee');
    fixture.componentInstance.assigneeChange.subscribe(assigned);
    const select = await TestbedHarnessEnvironment.harnessForFixture(fixture, AgentSelectHarness);
    const input = (fixture.nativeElement as HTMLElement).querySelector('input')!;
    return { select, input, fixture };
  }

  it('uses text typed right after a click as a new query instead of appending it to the name', async () => {
    const { select, input, fixture } = await create({ id: 7, name: 'Grace' });
    expect(await select.value()).toBe('Grace');

    input.focus();
    input.click();
    // Faster than the next frame.
    for (const letter of 'bu') {
      input.value += letter;
      input.dispatchEvent(new Event('input'));
    }
    await fixture.whenStable();
    expect(await select.value()).toBe('bu');

    await select.blur();
    expect(await select.value()).toBe('Grace');
  });

  it('lists the user first and marks the assignee, whose option is active', async () => {
    const { select } = await create({ id: 7, name: 'Grace' });
    await select.open();
    const names = (await select.options()).map((text) => /^\p{L}+/u.exec(text)![0]);
    expect(names).toEqual(['Me', 'Ada', 'Grace', 'Bubbles', 'Unassigned']);
    expect((await select.selectedOptions()).map((text) => /^\p{L}+/u.exec(text)![0])).toEqual(['Grace']);
    expect(await select.activeOption()).toMatch(/^Grace/);
  });

  it('selects the first match with Enter and wraps around with the arrow keys', async () => {
    const { select } = await create(null);
    await select.open();
    await select.type('b');
    expect(await select.activeOption()).toMatch(/^Me \(Ben\)/);
    await select.type(TestKey.UP_ARROW);
    expect(await select.activeOption()).toMatch(/^Bubbles/);
    await select.type(TestKey.ENTER);
    expect(assigned).toHaveBeenCalledExactlyOnceWith({ id: 8, name: 'Bubbles' });
    expect(await select.isOpen()).toBe(false);
  });

  it('selects the option of an Enter that follows the text and arrow keys before the next frame', async () => {
    const { input, fixture } = await create(null);
    input.click();
    input.value = 'b';
    input.dispatchEvent(new Event('input'));
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) {
      // Real key presses are separate tasks.
      await Promise.resolve();
      input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }
    await fixture.whenStable();
    expect(assigned).toHaveBeenCalledExactlyOnceWith({ id: 6, name: 'Ben' });
  });

  it('changes nothing when the assignee is selected again, or with Escape', async () => {
    const { select } = await create({ id: 7, name: 'Grace' });
    await select.open();
    await select.clickOption(/^Grace/);
    expect(await select.isOpen()).toBe(false);

    await select.type(TestKey.DOWN_ARROW);
    expect(await select.isOpen()).toBe(true);
    await select.type(TestKey.ESCAPE);
    expect(await select.isOpen()).toBe(false);
    expect(await select.value()).toBe('Grace');
    expect(assigned).not.toHaveBeenCalled();
  });

  it('unassigns', async () => {
    const { select } = await create({ id: 7, name: 'Grace' });
    await select.open();
    await select.clickOption(/^Unassigned/);
    expect(assigned).toHaveBeenCalledExactlyOnceWith(null);
  });
});
