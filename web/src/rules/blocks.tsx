// The blocks: a projection of the tree. A tree comes in and is drawn; a change by hand goes out as a tree. If what is drawn would read back as
// another tree, the blocks are shown for reading only.
import * as Blockly from 'blockly/core';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import { useDark } from '../app/theme';
import { defineShapes, TOOLBOX } from './block-shapes';
import { sameTree, type State, toBlocks, toTree } from './block-tree';
import { speakChinese } from './block-zh';
import type { Tree, Words } from './rules';
import { words as say } from './words';

type Props = {
  readonly tree: Tree;
  readonly texts: Readonly<Record<string, string>>;
  readonly words: Words;
  readonly readOnly: boolean;
  readonly onTree: (tree: Tree | null) => void;
};
const ROOT = { x: 24, y: 24 };

const rootOf = (ws: Blockly.WorkspaceSvg): State | undefined => {
  const top = ws.getTopBlocks(false).find((b) => b.type === 'rule');
  return top ? (Blockly.serialization.blocks.save(top) as unknown as State) : undefined;
};

const COLOURS = {
  dark: {
    workspaceBackgroundColour: '#16181d',
    toolboxBackgroundColour: '#1f2229',
    toolboxForegroundColour: '#d6d9df',
    flyoutBackgroundColour: '#262a32',
    flyoutForegroundColour: '#d6d9df',
    flyoutOpacity: 1,
    scrollbarColour: '#555',
  },
  light: {
    workspaceBackgroundColour: '#fbfbfc',
    toolboxBackgroundColour: '#f2f3f5',
    toolboxForegroundColour: '#333',
    flyoutBackgroundColour: '#e9ebee',
    flyoutForegroundColour: '#333',
    flyoutOpacity: 1,
  },
} as const;
function open(host: HTMLElement, { dark, readOnly }: { readonly dark: boolean; readonly readOnly: boolean }): Blockly.WorkspaceSvg {
  const shade = dark ? 'dark' : 'light';
  const theme = Blockly.Theme.defineTheme(`hc-${shade}`, { name: `hc-${shade}`, base: Blockly.Themes.Classic, componentStyles: COLOURS[shade] });
  return Blockly.inject(host, {
    ...(readOnly ? {} : { toolbox: TOOLBOX }),
    readOnly,
    renderer: 'zelos',
    theme,
    sounds: false,
    media: '/blockly/',
    trashcan: false,
    zoom: { controls: false, wheel: false, startScale: 0.8 },
    move: { scrollbars: true, drag: true, wheel: true },
  });
}

export function Blocks({ tree, texts, words, readOnly, onTree }: Props): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const work = useRef<Blockly.WorkspaceSvg | null>(null);
  const drawn = useRef<Tree | null>(null);
  const tell = useRef(onTree);
  const [only, setOnly] = useState(false);
  const [loose, setLoose] = useState(false);
  const dark = useDark();
  const keys = useId();
  useEffect(() => {
    tell.current = onTree;
  }, [onTree]);
  useEffect(() => {
    if (!host.current) return;
    speakChinese();
    defineShapes(words);
    const ws = open(host.current, { dark, readOnly });
    work.current = ws;
    drawn.current = null;
    ws.addChangeListener((event) => {
      if (event.isUiEvent || event.type === Blockly.Events.FINISHED_LOADING || ws.isDragging()) return;
      setLoose(ws.getTopBlocks(false).length > 1);
      const next = toTree(rootOf(ws));
      if (next && drawn.current && sameTree(next, drawn.current)) return;
      drawn.current = next;
      tell.current(next);
    });
    return () => {
      ws.dispose();
      work.current = null;
    };
  }, [words, readOnly, dark]);
  useEffect(() => {
    const ws = work.current;
    if (!ws || (drawn.current && sameTree(drawn.current, tree))) return;
    const names = new Map(words.names.map((n) => [`${n.e}/${n.id}`, n.zh]));
    const state = toBlocks(tree, texts, (e, id) => names.get(`${e}/${id}`) ?? id);
    Blockly.Events.disable();
    ws.clear();
    const root = Blockly.serialization.blocks.append({ ...state, ...ROOT } as never, ws);
    root.setDeletable(false);
    Blockly.Events.enable();
    drawn.current = tree;
    setLoose(false);
    // Invalid values would silently become defaults: what was drawn is read back and compared.
    setOnly(!sameTree(toTree(rootOf(ws)), tree));
  }, [tree, texts, words, readOnly, dark]);
  return (
    <div className="hc-blocks">
      {only && <p className="hc-note">{say.blocksOnly}</p>}
      <div ref={host} className="hc-blocks-host" role="group" aria-label={say.blocks} aria-describedby={readOnly ? undefined : keys} />
      {loose && <p role="status">{say.blocksLoose}</p>}
      {!readOnly && (
        <p id={keys} className="hc-note">
          {say.blocksKeys}
        </p>
      )}
    </div>
  );
}
