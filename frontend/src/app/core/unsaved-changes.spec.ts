import { DestroyRef } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { UnsavedChanges } from './unsaved-changes';

describe('UnsavedChanges', () => {
  const leaveTab = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  let unsaved: UnsavedChanges;
  let changed = false;
  beforeEach(() => {
    changed = false;
    unsaved = TestBed.inject(UnsavedChanges);
    unsaved.register(() => changed, TestBed.inject(DestroyRef));
  });

  it('allows leaving a page without changes', async () => {
    expect(await unsaved.confirmLeave()).toBe(true);
    expect(unsaved.prompting()).toBeNull();
    expect(leaveTab()).toBe(false);
  });

  it('asks for confirmation on navigation and when the tab closes', async () => {
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

  it('asks about the latest navigation only', async () => {
    changed = true;
    const first = unsaved.confirmLeave();
    const second = unsaved.confirmLeave();
    expect(await first).toBe(false);
    unsaved.decide(true);
    expect(await second).toBe(true);
  });
});
