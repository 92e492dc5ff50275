import { TestKey } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { MultiSelect } from './multi-select';
import { MultiSelectHarness } from './multi-select.harness';

describe('MultiSelect', () => {
  async function create(selected: string[], searchable = false) {
    const fixture = TestBed.createComponent(MultiSelect);
    fixture.componentRef.setInput('label', 'Priority');
    fixture.componentRef.setInput(
      'options',
      ['High', 'Low', 'Medium'].map((label) => ({ value: label.toLowerCase(), label })),
    );
    fixture.componentRef.setInput('selected', selected);
    fixture.componentRef.setInput('searchable', searchable);
    const changes: string[][] = [];
    fixture.componentInstance.selectedChange.subscribe((values) => {
      changes.push(values);
      fixture.componentRef.setInput('selected', values);
    });
    const select = await TestbedHarnessEnvironment.harnessForFixture(fixture, MultiSelectHarness);
    return { select, changes, fixture };
  }

  it('adds, removes and clears options, and shows their number', async () => {
    const { select, changes } = await create(['low']);
    expect(await select.triggerText()).toMatch(/Priority\s*1/);
    await select.toggle();
    await select.clickOption('High');
    expect(await select.triggerText()).toMatch(/Priority\s*2/);
    await select.clickOption('Low');
    await select.clear();
    expect(changes).toEqual([['low', 'high'], ['high'], []]);
    expect(await select.triggerText()).toBe('Priority');
  });

  it('moves between options with the arrow keys and returns the focus with Escape', async () => {
    const { select } = await create([]);
    await select.toggle();
    await expect.poll(() => select.focusedOption()).toBe('High');
    await select.press(TestKey.UP_ARROW);
    expect(await select.focusedOption()).toBe('Medium');
    await select.press(TestKey.DOWN_ARROW);
    expect(await select.focusedOption()).toBe('High');
    await select.press(TestKey.ESCAPE);
    expect(await select.isOpen()).toBe(false);
    expect(await select.isTriggerFocused()).toBe(true);
  });

  it('keeps selected options visible while searching', async () => {
    const { select } = await create(['low'], true);
    await select.toggle();
    await select.search('med');
    expect(await select.options()).toEqual(['Low', 'Medium']);
  });
});
