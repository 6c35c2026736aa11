// Promise: frozen columns stand still while the lines glide sideways under them, and cost nothing while nothing glides.

/** px: how far the frozen columns are moved at rest */
const AT_REST = '--x';
const GLIDING = 'hcg-gliding';
/** ms without a movement that end a glide */
const PAUSE = 200;

/** The lines stand at `left`: plain cells moved by as much. */
export function standAt(element: HTMLElement, left: number): void {
  element.style.setProperty(AT_REST, `${left}px`);
}

export interface Glide {
  /** something moves, or is about to */
  go(): void;
  end(): void;
}

/**
 * A sticky cell is a layer of its own to the browser, two of them on each line in sight, and each key would pay for all of them.
 * So cells are sticky only while a wheel, a finger or the scroll bar moves the lines; keys move lines and frozen cells in one step.
 */
export function createGlide(element: HTMLElement): Glide {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = (): void => {
    standAt(element, element.scrollLeft);
    element.classList.remove(GLIDING);
  };
  return {
    go: () => {
      element.classList.add(GLIDING);
      clearTimeout(timer);
      timer = setTimeout(rest, PAUSE);
    },
    end: () => {
      clearTimeout(timer);
      rest();
    },
  };
}
