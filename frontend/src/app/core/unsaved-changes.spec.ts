import { DestroyRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { UnsavedChanges } from './unsaved-changes';

describe('unsaved changes', () => {
  const leaveTab = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  let unsaved: UnsavedChanges;
  let changed = false;
  beforeEach(() => {
    changed = false;
    unsaved = TestBed.inject(UnsavedChanges);
    unsaved.register(() => changed, TestBed.inject(DestroyRef));
  });

  it('let the page go where there are none', async () => {
    expect(await unsaved.confirmLeave()).toBe(true);
    expect(unsaved.prompting()).toBeNull();
    expect(leaveTab()).toBe(false);
  });

  it('ask first, in the console and when the tab closes', async () => {
    changed = true;
    expect(leaveTab()).toBe(true);
    const stays = unsaved.confirmLeave();
    expect(unsaved.prompting()).not.toBeNull();
    unsaved.decide(false);
    expect(await stays).toBe(false);
    const leaves = unsaved.confirmLeave();
    unsaved.decide(true);
    expect(await leaves).toBe(true);
    expect(unsaved.prompting()).toBeNull();
  });

  it('ask about the last attempt to leave only', async () => {
    changed = true;
    const first = unsaved.confirmLeave();
    const second = unsaved.confirmLeave();
    expect(await first).toBe(false);
    unsaved.decide(true);
    expect(await second).toBe(true);
  });
});
