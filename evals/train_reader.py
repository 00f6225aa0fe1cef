"""``python -m evals.train_reader``: tune the reader and write ``qa/reader.onnx``.

Starts from multilingual-e5-small. Word vectors and the lower layers stay as they are; the upper
layers and a small head learn to give the tokens of an answering sentence positive log odds. With
``--squad FOLDER`` (SQuAD 2.0 in BEIR layout) a first stage reads that too. About an hour on two
cores. What came out of it and on which data is in docs/reader.md.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from evals.__main__ import SETS
from evals.lessons import (
    Lesson,
    beginnings,
    case_lessons,
    squad_lessons,
    write_articles,
    written_lessons,
)
from index import TokenIds, load_settings, open_tokenizer, reader_files, token_ids
from qa import Corpus
from qa.reader import MODEL_FILE, ReaderText, Window, windows_of

_FROZEN_LAYERS: Final = 4
_BATCH_TOKENS: Final = 2400
_WINDOW_TOKENS: Final = 200
_WITHOUT_GOLD: Final = 0.35  # share of answered questions also shown beside sentences that don't


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the training."""

    lessons: list[Lesson]
    epochs: int
    rate: float


@dataclass(frozen=True, slots=True)
class Sample:
    """A window of tokens with the label of each of its sentences."""

    window: Window
    labels: tuple[float, ...]


def main() -> int:
    """Train, export, and write the model."""
    parser = argparse.ArgumentParser(description="Tune the reader.")
    parser.add_argument("--squad", type=Path, help="SQuAD 2.0 in BEIR layout, for a first stage")
    parser.add_argument("--keep-out", type=Path, help="BEIR folder whose texts are not trained on")
    parser.add_argument("--out", type=Path, default=MODEL_FILE)
    parser.add_argument("--limit", type=int, help="lessons of each kind, to try the command out")
    parsed = parser.parse_args()
    stages = _stages(parsed.squad, parsed.keep_out, parsed.limit)
    model = _train(stages)
    _export(model, parsed.out)
    return 0


def _stages(squad: Path | None, keep_out: Path | None, limit: int | None) -> list[Stage]:
    written = list(written_lessons())[:limit]
    file, folder = SETS["fictional-dev"]
    with tempfile.TemporaryDirectory() as work:
        corpus = Corpus.create(Path(work) / "index")
        corpus.sync(folder)
        cases = list(case_lessons(corpus, file))[:limit]
        corpus.close()
    if squad is None:
        return [Stage(written + cases, epochs=3, rate=1.2e-4)]
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "texts").mkdir()
        write_articles(squad, Path(work) / "texts")
        corpus = Corpus.create(Path(work) / "index")
        corpus.sync(Path(work) / "texts")
        excluded = beginnings(keep_out) if keep_out else []
        read = list(squad_lessons(corpus, squad, excluded))[:limit]
        corpus.close()
    return [
        Stage(read + cases, epochs=2, rate=1e-4),
        Stage(written + cases + read, epochs=3, rate=1.2e-4),
    ]


def _train(stages: Sequence[Stage]) -> Any:
    import torch

    torch.manual_seed(0)
    shuffle = random.Random(0)
    files = reader_files(load_settings())
    tokenizer = open_tokenizer(files.tokenizer)
    model = _new_model(files.tokenizer.parent)
    for stage in stages:
        steps = stage.epochs * len(_batches(tokenizer, stage.lessons, random.Random(0)))
        optimiser = torch.optim.AdamW(_parameters(model, stage.rate), weight_decay=0.01)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda at, n=steps: min((at + 1) / (0.1 * n), max(0.0, (n - at) / (0.9 * n)))
        )
        model.train()
        started, done, mean = time.monotonic(), 0, 0.0
        for _ in range(stage.epochs):
            for batch in _batches(tokenizer, stage.lessons, shuffle):
                loss = _loss(model, batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                optimiser.zero_grad()
                done, mean = done + 1, 0.98 * mean + 0.02 * float(loss.detach())
                if done % 50 == 0:
                    spent = time.monotonic() - started
                    print(f"{done}/{steps} loss {mean / (1 - 0.98**done):.3f} {spent:.0f} s")
    return model.eval()


def _new_model(folder: Path) -> Any:
    import torch
    from transformers import BertModel

    class ReaderModel(torch.nn.Module):  # type: ignore[misc] # torch is not followed
        """Log odds of each token, shape (batch, tokens), from its word vectors."""

        def __init__(self) -> None:
            super().__init__()
            self.bert = BertModel.from_pretrained(folder, add_pooling_layer=False)
            size = self.bert.config.hidden_size
            self.head = torch.nn.Sequential(
                torch.nn.Linear(size, size), torch.nn.GELU(), torch.nn.Linear(size, 1)
            )

        def forward(self, word_vectors: Any, attention_mask: Any) -> Any:
            read = self.bert(inputs_embeds=word_vectors, attention_mask=attention_mask)
            return self.head(read.last_hidden_state).squeeze(-1)

    model = ReaderModel()
    model.bert.embeddings.requires_grad_(False)
    for layer in model.bert.encoder.layer[:_FROZEN_LAYERS]:
        layer.requires_grad_(False)
    return model


def _parameters(model: Any, rate: float) -> list[dict[str, Any]]:
    body = [p for p in model.bert.parameters() if p.requires_grad]
    return [{"params": body, "lr": rate}, {"params": list(model.head.parameters()), "lr": 1e-3}]


def _loss(model: Any, batch: Sequence[Sample]) -> Any:
    """Each sentence by itself, and the right one against all others and against "none"."""
    import torch

    width = max(len(sample.window.tokens) for sample in batch)
    ids = torch.ones(len(batch), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, sample in enumerate(batch):
        tokens = sample.window.tokens
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
    vectors = model.bert.embeddings.word_embeddings(ids)
    with torch.autocast("cpu", torch.bfloat16):
        odds = model(vectors, mask).float()
    total = torch.zeros(())
    for row, sample in enumerate(batch):
        places = sample.window.sentences
        logits = torch.stack([odds[row, start:end].mean() for _, start, end in places])
        labels = torch.tensor(sample.labels)
        each = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels, reduction="sum")
        none = torch.tensor([float(not any(sample.labels))])
        target = torch.cat([labels, none])
        choice = torch.cat([logits, torch.zeros(1)]).log_softmax(0)
        total = total + each - 2 * (target / target.sum() * choice).sum()
    return total / len(batch)


def _batches(
    tokenizer: Any, lessons: Sequence[Lesson], shuffle: random.Random
) -> list[list[Sample]]:
    samples = [sample for lesson in lessons for sample in _samples(tokenizer, lesson, shuffle)]
    shuffle.shuffle(samples)
    samples.sort(key=lambda sample: len(sample.window.tokens) + 40 * shuffle.random())
    batches: list[list[Sample]] = [[]]
    for sample in samples:
        longest = max(len(one.window.tokens) for one in (*batches[-1], sample))
        if batches[-1] and longest * (len(batches[-1]) + 1) > _BATCH_TOKENS:
            batches.append([])
        batches[-1].append(sample)
    shuffle.shuffle(batches)
    return batches


def _samples(tokenizer: Any, lesson: Lesson, shuffle: random.Random) -> list[Sample]:
    sizes = [len(row) for row in _sizes(tokenizer, lesson)]
    core = sorted(lesson.gold or lesson.near or {shuffle.randrange(len(sizes))})
    stretches = [_around(shuffle.choice(core), sizes, shuffle)]
    if lesson.gold and shuffle.random() < _WITHOUT_GOLD:
        stretches.append(_longest_without(lesson.gold, sizes))
    samples = []
    for numbers in filter(None, stretches):
        text = ReaderText(lesson.title, tuple(lesson.sentences[n] for n in numbers))
        window = windows_of(tokenizer, lesson.question, [text])[0]
        seen = [numbers[at] for at, _, _ in window.sentences]
        samples.append(Sample(window, tuple(float(n in lesson.gold) for n in seen)))
    return samples


def _sizes(tokenizer: Any, lesson: Lesson) -> list[TokenIds]:
    return token_ids(tokenizer, lesson.sentences, special=False)


def _around(core: int, sizes: Sequence[int], shuffle: random.Random) -> list[int]:
    """A stretch of sentences around one, as long as a window allows, grown at random."""
    first = last = core
    size = sizes[core]
    while True:
        sides = [n for n in (first - 1, last + 1) if 0 <= n < len(sizes)]
        sides = [n for n in sides if size + sizes[n] <= _WINDOW_TOKENS]
        if not sides:
            return list(range(first, last + 1))
        side = shuffle.choice(sides)
        size += sizes[side]
        first, last = min(first, side), max(last, side)


def _longest_without(gold: frozenset[int], sizes: Sequence[int]) -> list[int]:
    """The longest stretch of sentences that don't answer, cut to a window."""
    stretches: list[list[int]] = [[]]
    for number in range(len(sizes)):
        if number in gold:
            stretches.append([])
        else:
            stretches[-1].append(number)
    longest = max(stretches, key=len)
    kept, size = [], 0
    for number in longest:
        size += sizes[number]
        if size > _WINDOW_TOKENS:
            break
        kept.append(number)
    return kept


def _export(model: Any, out: Path) -> None:
    """Write the transformer and its head in int8; the word vectors stay outside."""
    import torch

    from index.export import quantise

    shape = {0: torch.export.Dim("batch"), 1: torch.export.Dim("tokens", max=512)}
    example = (torch.randn(2, 20, 384), torch.ones(2, 20, dtype=torch.long))
    with tempfile.TemporaryDirectory() as work, torch.no_grad():
        full = Path(work) / "reader.onnx"
        torch.onnx.export(
            model,
            example,
            str(full),
            input_names=["word_vectors", "attention_mask"],
            output_names=["logits"],
            dynamic_shapes=(shape, shape),
            dynamo=True,
            external_data=False,
        )
        quantise(full, out)


if __name__ == "__main__":
    sys.exit(main())
