import { provideHttpClient } from '@angular/common/http';
import { provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { AgentSelect } from './agent-select';

describe('AgentSelect', () => {
  it('uses text typed right after a click as a new query instead of appending it to the name', async () => {
    TestBed.configureTestingModule({ providers: [provideHttpClient(), provideHttpClientTesting()] });
    const fixture = TestBed.createComponent(AgentSelect);
    fixture.componentRef.setInput('assignee', { id: 7, name: 'Grace' });
    fixture.componentRef.setInput('inputId', 'assignee');
    await fixture.whenStable();
    const box = (fixture.nativeElement as HTMLElement).querySelector('input')!;
    expect(box.value).toBe('Grace');

    box.click();
    // Faster than the next frame.
    for (const letter of 'bu') {
      box.value += letter;
      box.dispatchEvent(new Event('input'));
    }
    await fixture.whenStable();
    expect(box.value).toBe('bu');

    box.dispatchEvent(new Event('blur'));
    await fixture.whenStable();
    expect(box.value).toBe('Grace');
  });
});
