import { Component, DestroyRef, effect, ElementRef, inject, input, signal } from '@angular/core';
import type { EChartsType } from 'echarts/core';
import { Theme } from '../../core/theme';
import { Toasts } from '../../core/toasts';
import { ChartOf } from './chart-options';

/** Draws one chart, in the theme's colours and without motion where none is wanted. */
@Component({
  selector: 'tiq-chart',
  host: { class: 'block', role: 'img', '[attr.aria-label]': 'label()' },
  template: '',
})
export class Chart {
  readonly label = input.required<string>();
  readonly chart = input.required<ChartOf>();
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly theme = inject(Theme);
  private readonly drawn = signal<EChartsType | null>(null);

  constructor() {
    let gone = false;
    const resized = new ResizeObserver(() => this.drawn()?.resize());
    inject(DestroyRef).onDestroy(() => {
      gone = true;
      resized.disconnect();
      this.drawn()?.dispose();
    });
    const toasts = inject(Toasts);
    import('./echarts').then(
      ({ init }) => {
        if (gone) return;
        this.drawn.set(init(this.element));
        resized.observe(this.element);
      },
      (error: unknown) => toasts.failure('The charts could not be loaded', error),
    );
    effect(() => {
      const drawn = this.drawn();
      const chart = this.chart();
      this.theme.dark();
      // After the theme has been put on the page, so that the colours read are the new ones.
      if (drawn)
        requestAnimationFrame(() => !drawn.isDisposed() && drawn.setOption(this.option(chart), true));
    });
  }

  private option(chart: ChartOf) {
    const tokens = getComputedStyle(document.documentElement);
    return {
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      animationDuration: 250,
      textStyle: { fontFamily: tokens.getPropertyValue('--font-sans') },
      ...chart((token) => tokens.getPropertyValue(`--c-${token}`).trim()),
    };
  }
}
