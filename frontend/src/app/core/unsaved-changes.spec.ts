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
    unsaved.watch(() => changed, TestBed.inject(DestroyRef));
  });

  it('let the page go where there are none', async () => {
    expect(await unsaved.mayLeave()).toBe(true);
    expect(unsaved.asked()).toBeNull();
    expect(leaveTab()).toBe(false);
  });

  it('ask first, in the console and when the tab closes', async () => {
    changed = true;
    expect(leaveTab()).toBe(true);
    const stays = unsaved.mayLeave();
    expect(unsaved.asked()).not.toBeNull();
    unsaved.decide(false);
    expect(await stays).toBe(false);
    const leaves = unsaved.mayLeave();
    unsaved.decide(true);
    expect(await leaves).toBe(true);
    expect(unsaved.asked()).toBeNull();
  });

  it('ask about the last attempt to leave only', async () => {
    changed = true;
    const first = unsaved.mayLeave();
    const second = unsaved.mayLeave();
    expect(await first).toBe(false);
    unsaved.decide(true);
    expect(await second).toBe(true);
  });
});
