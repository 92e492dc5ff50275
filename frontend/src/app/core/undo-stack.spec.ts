import { TestBed } from '@angular/core/testing';
import { Toasts } from './toasts';
import { UndoStack } from './undo-stack';

describe('UndoStack', () => {
  it('undoes the latest change and removes its toast', async () => {
    const stack = TestBed.inject(UndoStack);
    const toasts = TestBed.inject(Toasts);
    const undone: string[] = [];
    const change = (title: string) => ({ title, undo: () => undone.push(title) });
    stack.push(change('Priority: High'));
    stack.push(change('Priority: Critical'));
    await stack.undoLast();
    expect(undone).toEqual(['Priority: Critical']);
    expect(toasts.all().map(({ title }) => title)).toEqual(['Priority: High']);
  });
});
