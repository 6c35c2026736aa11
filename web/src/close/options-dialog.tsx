// 结账设置: what the company wants of its month close.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf, put } from '../api/client';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { say } from '../ui/say';
import type { Month, Options } from './close';
import { words } from './words';

export function OptionsDialog({ month, onClose }: { readonly month: Month; readonly onClose: () => void }): ReactNode {
  const client = useQueryClient();
  const [options, setOptions] = useState<Options>(month.options);
  const change = (patch: Partial<Options>): void => setOptions((now) => ({ ...now, ...patch }));
  const save = useMutation({
    mutationFn: () => put('/api/close/options', options),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['close'] });
      say(words.saved);
      onClose();
    },
    onError: (error) => say(messageOf(error), 'bad'),
  });
  return (
    <Dialog
      open
      title={words.settings}
      width={460}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" busy={save.isPending} onClick={() => save.mutate()}>
            {words.save}
          </Button>
        </>
      }
    >
      <div className="hc-form-alone">
        <label className="hc-switch">
          <input type="checkbox" role="switch" checked={options.surcharge} data-autofocus onChange={(event) => change({ surcharge: event.target.checked })} />
          {words.surcharge}
        </label>
        <span className="hc-hint">{words.surchargeHint}</span>
        <IncomeTax value={options.incomeTax} onChange={(incomeTax) => change({ incomeTax })} />
        {month.vat === 'small' && (
          <FieldBox label={words.vatFiling} hint={words.vatFilingHint}>
            {(wiring) => (
              <select {...wiring} className="hc-input" value={options.vatFiling} onChange={(event) => change({ vatFiling: event.target.value as Options['vatFiling'] })}>
                <option value="quarter">{words.byQuarter}</option>
                <option value="month">{words.byMonth}</option>
              </select>
            )}
          </FieldBox>
        )}
        <FieldBox label={words.transitDays} hint={words.transitDaysHint}>
          {(wiring) => (
            <input
              {...wiring}
              className="hc-input"
              inputMode="numeric"
              value={String(options.transitDays)}
              onChange={(event) => change({ transitDays: Math.min(365, Number(event.target.value.replaceAll(/\D/g, '') || 0)) })}
            />
          )}
        </FieldBox>
      </div>
    </Dialog>
  );
}

function IncomeTax({ value, onChange }: { readonly value: Options['incomeTax']; readonly onChange: (value: Options['incomeTax']) => void }): ReactNode {
  return (
    <FieldBox label={words.incomeTax} hint={words.incomeTaxHint}>
      {(wiring) => (
        <select {...wiring} className="hc-input" value={value} onChange={(event) => onChange(event.target.value as Options['incomeTax'])}>
          <option value="off">{words.off}</option>
          <option value="month">{words.byMonth}</option>
          <option value="quarter">{words.byQuarter}</option>
        </select>
      )}
    </FieldBox>
  );
}
