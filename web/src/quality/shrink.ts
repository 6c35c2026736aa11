// A photo made small in the browser: a phone's 12 megapixels become 1600, where and when it was taken is left behind (EXIF), and a thumbnail is cut.
import { words } from './words';

/** Longest side of what is kept, and of the square thumbnail; pixels. */
const [SIDE, THUMB] = [1600, 240];
const QUALITIES = [0.85, 0.7, 0.5];
/** What the server takes; bytes. */
const MOST = { image: 2_000_000, thumb: 60_000 };

/** Base64 of the photo and its thumbnail, both JPEG. Throws with a sentence for people when the file is no picture. */
export async function shrunk(file: File): Promise<{ readonly image: string; readonly thumb: string }> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => null);
  if (!bitmap) throw new Error(words.notAPhoto(file.name));
  try {
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))];
    const cut = Math.min(bitmap.width, bitmap.height);
    const whole = drawn(width, height, (c) => c.drawImage(bitmap, 0, 0, width, height));
    const small = drawn(THUMB, THUMB, (c) => c.drawImage(bitmap, (bitmap.width - cut) / 2, (bitmap.height - cut) / 2, cut, cut, 0, 0, THUMB, THUMB));
    return { image: await jpeg(whole, MOST.image), thumb: await jpeg(small, MOST.thumb) };
  } finally {
    bitmap.close();
  }
}

function drawn(width: number, height: number, draw: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  if (!context) throw new Error(words.noCanvas);
  // What is transparent would become black.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  draw(context);
  return canvas;
}

/** The best quality that fits. */
async function jpeg(canvas: HTMLCanvasElement, most: number): Promise<string> {
  for (const quality of QUALITIES) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
    if (blob && blob.size <= most) return base64(blob);
  }
  throw new Error(words.photoTooLarge);
}

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
