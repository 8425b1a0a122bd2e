import { useLayoutEffect, useRef } from 'preact/hooks';

export interface PictureProps {
  readonly label: string;
  /** Before anything is painted. */
  readonly width?: number;
  readonly height?: number;
  readonly paint: ((canvas: HTMLCanvasElement) => void) | undefined;
}

export function Picture({ label, width = 84, height = 84, paint }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current) paint?.(canvas.current);
  });
  return <canvas ref={canvas} role="img" aria-label={label} width={width} height={height} />;
}
