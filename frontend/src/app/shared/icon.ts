import { Component, computed, input } from '@angular/core';

/** 16×16 stroke icons. Paths only, so that no icon needs a request or `innerHTML`. */
const PATHS = {
  inbox: 'M2 9.500h3.200l1 1.800h3.600l1-1.800H14M2 9.500 4 3h8l2 6.500V13H2z',
  board: 'M2.500 3h3v10h-3zM6.500 3h3v7h-3zM10.500 3h3v5h-3z',
  chart: 'M2.500 13.500h11M4.500 11V7.500M8 11V3.500M11.500 11V6',
  plus: 'M8 3v10M3 8h10',
  search: 'M7 11.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM10.400 10.400 13.500 13.500',
  spark: 'M8 2l1.400 4.600L14 8l-4.600 1.400L8 14l-1.400-4.600L2 8l4.600-1.400z',
  check: 'M3 8.500 6.500 12 13 4.500',
  close: 'M4 4l8 8M12 4l-8 8',
  sun: 'M8 10.800a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600zM8 1.500v1.500M8 13v1.500M1.500 8H3M13 8h1.500M3.400 3.400l1 1M11.600 11.600l1 1M12.600 3.400l-1 1M4.400 11.600l-1 1',
  moon: 'M13 9.500A5.500 5.500 0 0 1 6.500 3 5.500 5.500 0 1 0 13 9.500z',
  system: 'M2 3h12v8H2zM6 13.500h4',
  more: 'M3.500 8h.01M8 8h.01M12.500 8h.01',
  user: 'M8 8a2.800 2.800 0 1 0 0-5.600A2.800 2.800 0 0 0 8 8zM2.800 13.600c.6-2.400 2.600-3.600 5.200-3.600s4.600 1.200 5.200 3.600',
  users:
    'M6 8a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM1.500 13c.5-2 2.200-3 4.500-3s4 1 4.500 3M10.500 3.200a2.400 2.400 0 0 1 0 4.600M11.800 10.200c1.500.400 2.400 1.300 2.700 2.800',
  tag: 'M2.500 2.500h5l6 6-5 5-6-6zM5.200 5.200h.01',
  lock: 'M4 7.500h8V13H4zM5.500 7.500v-2a2.500 2.500 0 0 1 5 0v2',
  reply: 'M6.500 4 2.500 8l4 4M2.500 8H9c2.500 0 4.500 1.500 4.500 4.500',
  trash: 'M3 4.500h10M6.500 4.500v-2h3v2M4.300 4.500l.6 9h6.200l.6-9',
  retry: 'M13 8a5 5 0 1 1-1.600-3.700M13 2.500v3h-3',
  warning: 'M8 2.500 14.500 13.500h-13zM8 6.500v3.200M8 11.600h.01',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 7.500V11M8 5h.01',
  arrow: 'M6 3.500 10.500 8 6 12.500',
  back: 'M10 3.500 5.500 8 10 12.500',
  download: 'M8 2.500v7.500M4.800 7 8 10.200 11.200 7M3 13.500h10',
  filter: 'M2.500 4h11M4.500 8h7M6.500 12h3',
  table: 'M2.500 3h11v10h-11zM2.500 6.500h11M2.500 9.800h11M6.500 6.500V13',
  circle: 'M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11z',
  half: 'M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM8 5v6M9.800 5.600v4.800',
  done: 'M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM5.500 8.200 7.300 10 10.600 6.200',
  archive: 'M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11zM5.500 8h5',
  keyboard: 'M1.500 4.500h13v7h-13zM4 7h.01M6.700 7h.01M9.300 7h.01M12 7h.01M5 9.500h6',
  history: 'M3 8a5 5 0 1 0 1.600-3.700M3 2.500v3h3M8 5.500V8l1.800 1.200',
  gear: 'M8 10.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400zM8 1.800v2M8 12.200v2M1.800 8h2M12.200 8h2M3.600 3.600 5 5M11 11l1.400 1.400M12.400 3.600 11 5M5 11l-1.400 1.400',
  leave: 'M6.500 2.500h-4v11h4M6.500 8h7M10.500 5l3 3-3 3',
  key: 'M10.200 9.300a3.400 3.400 0 1 0-3.500-3.500L2.500 10v3.500H6V12h1.500v-1.500h1.500zM11 5h.01',
  copy: 'M5.500 5.500h8v8h-8zM3 10.500h-.500v-8h8V3',
  eye: 'M1.500 8C3 5 5.300 3.500 8 3.500S13 5 14.500 8C13 11 10.700 12.500 8 12.500S3 11 1.500 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  pencil: 'M3 13l.600-2.800L11 2.800 13.200 5l-7.400 7.400zM9.500 4.300l2.200 2.200',
} as const;

export type IconName = keyof typeof PATHS;

@Component({
  selector: 'tiq-icon',
  host: { class: 'inline-flex shrink-0', 'aria-hidden': 'true' },
  template: `<svg
    [attr.width]="size()"
    [attr.height]="size()"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.5"
    stroke-linecap="round"
    stroke-linejoin="round"
  >
    <path [attr.d]="path()" />
  </svg>`,
})
export class Icon {
  readonly name = input.required<IconName>();
  readonly size = input(16);
  protected readonly path = computed(() => PATHS[this.name()]);
}
