"""``python -m evals.train_reader``: tune the reader and write ``qa/reader.onnx``.

Starts from multilingual-e5-small. Word vectors and the lower layers stay as they are; the upper
layers and a small head learn to give an answering sentence positive log odds. A first stage reads
public questions (``--squad``, ``--beir``), a second one also the lessons written for this. Each
stage ends with a checkpoint; ``--start`` goes on from one, or from the mean of several. Lessons
that were written later are learnt by a second stage that starts from the last one's checkpoint and
repeats only a share of what is known already (``--again``). What came out of it, on which data and
in which time is in docs/reader.md.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from evals.calibration import auroc
from evals.lessons import Embed, Lesson, beir_lessons, squad_lessons, written_files, written_lessons
from evals.reader_export import export_reader
from evals.samples import Sample, Sampler
from index import load_settings, open_tokenizer, reader_files
from qa.reader import MODEL_FILE, ReaderText, windows_of

_FIRST: Final = "first.safetensors"
_SECOND: Final = "second.safetensors"
_FROZEN_LAYERS: Final = 4
_HEAD_RATE: Final = 3e-4
_PUBLIC_AGAIN: Final = (
    1 / 3
)  # of the public questions are repeated in each epoch of the second stage
_SHOWN: Final = 30  # windows that show how large activations get
_WARM_UP: Final = 0.1  # share of a stage's steps
_REMEMBERED: Final = 0.998  # of the mean of the weights at each step
_CHOICE_WEIGHT: Final = 2.0  # of choosing among sentences, against judging each by itself
_ANSWER_WEIGHT: Final = 0.5  # of pointing at the short answer's tokens


def main() -> int:
    """Train, export, and write the model."""
    parser = argparse.ArgumentParser(description="Tune the reader.")
    parser.add_argument("--squad", type=Path, action="append", default=[], help="SQuAD-format file")
    parser.add_argument("--beir", type=Path, action="append", default=[], help="BEIR-layout folder")
    parser.add_argument(
        "--start",
        type=Path,
        nargs="+",
        default=[],
        metavar="CHECKPOINT",
        help="go on from it with a second stage; of several, from the mean of their weights",
    )
    parser.add_argument(
        "--again",
        type=float,
        default=1.0,
        metavar="SHARE",
        help="of all but the newest file of lessons, in each epoch of the second stage",
    )
    parser.add_argument("--checkpoints", type=Path, default=Path("reader-checkpoints"))
    parser.add_argument("--epochs", type=int, nargs=2, default=(2, 4), metavar=("FIRST", "SECOND"))
    parser.add_argument("--limit", type=int, help="lessons of each kind, to try the command out")
    parser.add_argument("--first-only", action="store_true", help="end after the first stage")
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parsed = parser.parse_args()
    import torch
    from safetensors.torch import load_file

    torch.manual_seed(0)
    files = reader_files(load_settings())
    embed, tokenizer = Embed(load_settings()), open_tokenizer(files.tokenizer)
    model = _new_model(files.tokenizer.parent)
    public = list(_public_lessons(parsed.squad, parsed.beir, embed, parsed.limit))
    held_out = [one for data in parsed.beir for one in beir_lessons(data, embed, held_out=True)]
    held_out = held_out[:: max(1, len(held_out) // 300)]
    parsed.checkpoints.mkdir(parents=True, exist_ok=True)
    if parsed.start:
        model.load_state_dict(_mean_weights([load_file(file) for file in parsed.start]))
    elif public:
        sampler = Sampler(tokenizer, public, embed, [1.0] * len(public))
        _train(model, sampler, parsed.epochs[0], 1e-4, held_out, parsed.checkpoints / _FIRST)
    if parsed.first_only:
        return 0
    *known, newest = [list(written_lessons(file))[: parsed.limit] for file in written_files()]
    lessons = newest + [one for some in known for one in some] + public
    shares = [1.0] * len(newest) + [parsed.again] * sum(map(len, known))
    shares += [parsed.again * _PUBLIC_AGAIN] * len(public)
    sampler = Sampler(tokenizer, lessons, embed, shares)
    if parsed.epochs[1]:
        _train(model, sampler, parsed.epochs[1], 4e-5, held_out, parsed.checkpoints / _SECOND)
    samples = [one for batch in sampler.batches(random.Random(0)) for one in batch]
    export_reader(model, parsed.out, samples[:_SHOWN])
    return 0


def _public_lessons(
    squad: Sequence[Path], beir: Sequence[Path], embed: Embed, limit: int | None
) -> Iterator[Lesson]:
    for file in squad:
        yield from list(squad_lessons(file))[:limit]
    for folder in beir:
        yield from list(beir_lessons(folder, embed))[:limit]


def _mean_weights(checkpoints: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Models tuned from one start, averaged, do better than each on texts unlike their lessons.

    Source: Wortsman et al. (2022), "Model soups".
    """
    return {
        name: sum(one[name] for one in checkpoints) / len(checkpoints) for name in checkpoints[0]
    }


def _train(
    model: Any,
    sampler: Sampler,
    epochs: int,
    rate: float,
    held_out: Sequence[Lesson],
    checkpoint: Path,
) -> None:
    """Tune the model in place; it ends with the running mean of its weights.

    Means of the weights along the way do better on unseen questions than the last ones (Izmailov
    et al., 2018, "Averaging Weights Leads to Wider Optima and Better Generalization").
    """
    import torch
    from safetensors.torch import save_file
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    mean_model = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(_REMEMBERED))
    shuffle = random.Random(0)
    steps = epochs * len(sampler.batches(random.Random(0)))
    optimiser = torch.optim.AdamW(_parameters(model, rate), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda at: min((at + 1) / (_WARM_UP * steps), max(0.0, (steps - at) / (steps * 0.9))),
    )
    started, done, mean = time.monotonic(), 0, 0.0
    for epoch in range(epochs):
        model.train()
        for batch in sampler.batches(shuffle):
            loss = _loss(model, batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            mean_model.update_parameters(model)
            schedule.step()
            optimiser.zero_grad()
            done, mean = done + 1, 0.98 * mean + 0.02 * float(loss.detach())
            if done % 50 == 0:
                spent = time.monotonic() - started
                print(
                    f"{done}/{steps} loss {mean / (1 - 0.98**done):.3f} {spent:.0f} s", flush=True
                )
        save_file(mean_model.module.state_dict(), checkpoint)
        if held_out:
            judged = _judge(mean_model.module, sampler.tokenizer, held_out)
            print(f"epoch {epoch + 1}: {judged}", flush=True)
    model.load_state_dict(mean_model.module.state_dict())


def _new_model(folder: Path) -> Any:
    import torch
    from transformers import BertModel

    class ReaderModel(torch.nn.Module):  # type: ignore[misc] # torch is not followed
        """Value and weight of each token, shape (batch, tokens, 2), from its word vectors."""

        def __init__(self) -> None:
            super().__init__()
            # Even of the lessons that it has learnt it tells few apart: nothing is to be dropped.
            self.bert = BertModel.from_pretrained(
                folder,
                add_pooling_layer=False,
                hidden_dropout_prob=0.0,
                attention_probs_dropout_prob=0.0,
                # torch's fused attention took two fifths of a step on a CPU; plainly written out,
                # a step takes half as long.
                attn_implementation="eager",
            )
            size = self.bert.config.hidden_size
            self.head = torch.nn.Sequential(
                torch.nn.Linear(size, size), torch.nn.GELU(), torch.nn.Linear(size, 2)
            )

        def forward(self, word_vectors: Any, attention_mask: Any) -> Any:
            read = self.bert(inputs_embeds=word_vectors, attention_mask=attention_mask)
            return self.head(read.last_hidden_state)

    model = ReaderModel()
    model.bert.embeddings.requires_grad_(False)
    for layer in model.bert.encoder.layer[:_FROZEN_LAYERS]:
        layer.requires_grad_(False)
    return model


def _parameters(model: Any, rate: float) -> list[dict[str, Any]]:
    body = [p for p in model.bert.parameters() if p.requires_grad]
    return [
        {"params": body, "lr": rate},
        {"params": list(model.head.parameters()), "lr": _HEAD_RATE},
    ]


def _loss(model: Any, batch: Sequence[Sample]) -> Any:
    """Each sentence by itself; the right one against all others and "none"; the answer's tokens."""
    import torch

    tokens = _run(model, [sample.window.tokens for sample in batch])
    total = torch.zeros(())
    for row, sample in enumerate(batch):
        logits = _sentence_logits(tokens[row], sample.window.sentences)
        labels = torch.tensor(sample.labels)
        each = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="sum")
        target = torch.cat([labels, torch.tensor([float(not any(sample.labels))])])
        choice = torch.cat([logits, torch.zeros(1)]).log_softmax(0)
        total = total + each - _CHOICE_WEIGHT * (target / target.sum() * choice).sum()
        if sample.answer:
            first, last = sample.window.sentences[0][1], sample.window.sentences[-1][2]
            pointed = tokens[row, list(sample.answer), 1].logsumexp(0)
            total = total + _ANSWER_WEIGHT * (tokens[row, first:last, 1].logsumexp(0) - pointed)
    return total / len(batch)


def _run(model: Any, rows: Sequence[Sequence[int]]) -> Any:
    import torch

    width = max(len(row) for row in rows)
    ids = torch.ones(len(rows), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    with torch.autocast("cpu", torch.bfloat16):
        return model(model.bert.embeddings.word_embeddings(ids), mask).float()


def _sentence_logits(tokens: Any, places: Sequence[tuple[int, int, int]]) -> Any:
    import torch

    return torch.stack(
        [(tokens[start:end, 1].softmax(0) * tokens[start:end, 0]).sum() for _, start, end in places]
    )


def _judge(model: Any, tokenizer: Any, lessons: Sequence[Lesson]) -> str:
    """How well held-out questions are told apart, each put to its own article."""
    import torch

    model.eval()
    best: dict[bool, list[float]] = {True: [], False: []}
    first = []
    for lesson in lessons:
        read = ReaderText(lesson.text.title, lesson.text.sentences)
        logits: dict[int, float] = {}
        for window in windows_of(tokenizer, lesson.question, [read]):
            with torch.no_grad():
                found = _sentence_logits(_run(model, [window.tokens])[0], window.sentences)
            for (number, _, _), logit in zip(window.sentences, found.tolist(), strict=True):
                logits[number] = logit
        top = max(logits, key=lambda number: logits[number])
        best[bool(lesson.gold)].append(logits[top])
        first += [top in lesson.gold] if lesson.gold else []
    return f"held out: AUROC {auroc(best[True], best[False]):.3f}, gold first {np.mean(first):.3f}"


if __name__ == "__main__":
    sys.exit(main())
