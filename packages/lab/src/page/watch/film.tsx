/** The newest film of a run. It stands still until it is asked to play. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { FilmEntry } from '../../protocol/watch-messages.js';

export function Film({ film: { type, title, address } }: { readonly film: FilmEntry }) {
  return (
    <figure class="film">
      {type === 'mp4' ? (
        <video src={address} controls muted loop preload="metadata" aria-label={title} />
      ) : (
        <Gif {...{ title, address }} />
      )}
      <figcaption class="muted">{title}</figcaption>
    </figure>
  );
}

function Gif({ title, address }: Omit<FilmEntry, 'type'>) {
  const [isPlaying, setPlaying] = useState(false);
  const still = useRef<HTMLCanvasElement>(null);
  // Of an animation a canvas takes the first picture.
  useEffect(() => {
    const canvas = still.current;
    if (isPlaying || canvas === null) return;
    const image = new Image();
    image.onload = () => {
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      canvas.getContext('2d')?.drawImage(image, 0, 0);
    };
    image.src = address;
    return () => {
      image.onload = null;
    };
  }, [address, isPlaying]);
  return (
    <button type="button" aria-pressed={isPlaying} aria-label={`Play: ${title}`} onClick={() => setPlaying(!isPlaying)}>
      {isPlaying ? <img src={address} alt="" /> : <canvas ref={still} />}
      <span class="play" aria-hidden="true">
        {isPlaying ? '' : '▶'}
      </span>
    </button>
  );
}
