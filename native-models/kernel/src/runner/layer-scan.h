// A layer's directional scans over one chunk, in one call: matrix products by ONNX Runtime and, between
// them, the kernel, block after block, in buffers that stay.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <variant>
#include <vector>

#include "../parameters.h"
#include "buffers.h"
#include "graph.h"
#include "parted-rows.h"

namespace megabase {

/// Steps of a block, as time is told by them.
enum class Stage { inputProjection, conv, select, recurrence, outputProjection };
constexpr size_t stages = 5;

/// One direction of a layer. Arrays are row-major by token.
struct Direction {
  static constexpr napi_type_tag tag = tagOf(Kind::direction);

  /// Of the residual, where the graphs do not do it themselves
  std::shared_ptr<Norm> norm;
  /// `residual` or, where there is a norm, `normed [t, d]` to `input_projection [t, inputProjectionWidth]`
  std::shared_ptr<Graph> inputProjection;
  /// `x [t, channels]` to `select`; of a Mamba alone, for the others take what the convolution gave
  std::shared_ptr<Graph> select;
  /// `y`, `residual`, `normed` and, but of an RG-LRU, which takes it itself, `partial` to `layer_output`; none where that
  /// is what the recurrence gives
  std::shared_ptr<Graph> outputProjection;
  std::shared_ptr<Conv> conv;
  std::variant<std::shared_ptr<Scan>, std::shared_ptr<Ssd>, std::shared_ptr<RgLru>> recurrence;
  bool reverse, readsPartial, readsResidual, readsNormed;
  size_t d, partialWidth, outputWidth, inputProjectionWidth, selectWidth;

  const Scan* mamba() const { return held<Scan>(); }
  const Ssd* mamba2() const { return held<Ssd>(); }
  const RgLru* rgLru() const { return held<RgLru>(); }

  /// What the recurrence gives, values a token.
  size_t channels() const { return mamba2() ? mamba2()->channels() : mamba() ? mamba()->channels : rgLru()->channels; }
  size_t recurrenceStrips() const {
    return mamba2() ? mamba2()->strips() : mamba() ? mamba()->strips() : rgLru()->strips();
  }
  size_t convState() const { return (conv->width - 1) * conv->channels; }
  size_t scanState() const {
    return channels() * (mamba2() ? mamba2()->states : mamba() ? mamba()->states : 1);
  }
  /// What the recurrence takes of the convolution, and the least that enters and that `select` gives.
  size_t convWidth() const { return mamba2() ? mamba2()->inputs() : channels(); }
  size_t leastInput() const { return convWidth() + (mamba2() ? mamba2()->heads : 0); }
  size_t leastSelect() const { return mamba() ? mamba()->selectWidth() : 0; }
  /// Where a Mamba-2 is gated by what entered, its gate comes last.
  bool isGated() const { return mamba() || (mamba2() && inputProjectionWidth >= leastInput() + channels()); }

 private:
  template <typename Held>
  const Held* held() const {
    const auto* found = std::get_if<std::shared_ptr<Held>>(&recurrence);
    return found ? found->get() : nullptr;
  }
};

/// A chunk on its way through one direction.
struct Step {
  size_t tokens;
  /// The chunk holds the token at which the direction starts.
  bool first;
  const float* residual;
  const float* partial;
  /// Changed in place.
  float* convState;
  float* scanState;
  float* into;
  /// The input projection of all rows, where the layer's other direction has it, too: left there or, where it is
  /// known, read. Null where nobody else wants it.
  float* projected;
  bool isKnown;
};

/// Rows of a block that are one sequence's: convolution and recurrence see nothing beyond them.
struct Piece {
  /// From the block's first one.
  size_t row;
  size_t tokens;
  /// It holds the token at which the direction starts.
  bool first;
  /// What the piece before has left; null where it lies in the states already.
  const float* convBefore;
  const float* scanBefore;
  /// Changed in place.
  float* convState;
  float* scanState;
};

/// Pieces of one sequence, each of which goes on from the one before; and several of these, side by side.
using Pieces = std::vector<std::vector<Piece>>;

/// Where a block's rows lie.
struct BlockRows {
  size_t tokens;
  const float* residual;
  /// The residual after the norm, where there is one.
  const float* normed;
  const float* partial;
  float* into;
};

/// Blocks that follow each other in one sequence.
struct Chain {
  size_t blocks;
  /// The first of them that has tokens holds the one at which the direction starts.
  bool first;
  const float* convState;
  const float* scanState;
};

/// Chains side by side: their blocks lie one after the other, in the order of the sequence.
struct ChainStep {
  /// That it may take; 0 for as many as the layer scan has.
  size_t threads;
  std::vector<Chain> chains;
  /// Tokens of each block.
  std::vector<size_t> tokens;
  PartedRows residual;
  /// Of a direction that reads it.
  PartedRows partial;
  /// What is known of the input projection, for the other direction has computed it: by block, null where it has
  /// not; or empty.
  std::vector<const float*> known;
  /// Where the input projection of all rows is left for the other direction; or null.
  float* projected;
  /// What each block leaves.
  float* convStates;
  float* scanStates;
  float* into;
};

/// Values on their way from step to step.
struct Scratch {
  Buffer residual, normed, partial, kept, inputProjection, x, select, y, between;
};

/// Rows that matrix kernels take at a time: fours, sixes or twelves.
constexpr size_t rowGroup = 12;

/// Directions that go over the same chunk one after the other; of two, the second takes the first one's
/// partial. Runs of several threads at once are none of each other's.
class LayerScan {
 public:
  static constexpr napi_type_tag tag = tagOf(Kind::layerScan);

  LayerScan(std::vector<std::shared_ptr<Direction>> directions, bool sharesInputProjection, size_t threads)
      : directions_(std::move(directions)), shares_(sharesInputProjection), threads_(threads) {}

  const std::vector<std::shared_ptr<Direction>>& directions() const { return directions_; }

  /// A step for each direction; the partial between two is in no step. Throws what a graph throws, and
  /// `std::runtime_error` where the run is ended.
  void run(std::vector<Step> steps);
  /// That chains take, at the most.
  size_t threadsOf(const ChainStep& step) const {
    return step.threads == 0 ? threads_ : std::min(step.threads, threads_);
  }
  /// Of a layer scan of one direction; throws the same.
  void runChains(const ChainStep& step);

  /// Before a chunk is handed over; an end that comes after it holds, whether or not the run has begun.
  void begin() { ended_ = false; }
  /// Ends the chunk that is on its way, if there is one.
  void end() { ended_ = true; }

  /// From now on it keeps account of how its states are read; see `reading`.
  void observe();
  /// What multiplies the state of a Mamba on its way out: of each channel a bound of what the gate gives, of each
  /// of a channel's values C, as magnitudes, at the most of all tokens that have been run; 0 where none has.
  /// Empty where nobody observes, and of other recurrences.
  std::vector<float> gates() const;
  std::vector<float> reads() const;

  /// Seconds that each `Stage` has taken so far.
  std::array<double, stages> seconds() const;

 private:
  /// Of a direction's convolution and of its recurrence.
  struct Trails {
    explicit Trails(const Direction& direction)
        : conv(direction.conv->strips()), recurrence(direction.recurrenceStrips()) {}
    void lose() {
      conv.lose();
      recurrence.lose();
    }
    bool isLost() const { return conv.isLost(); }

    Trail conv, recurrence;
  };

  /// What a block is computed with.
  struct Means {
    Scratch& scratch;
    size_t threads;
    /// Where blocks are computed side by side: how many, the ways of their strips, and which one this is.
    size_t lanes = 1;
    Trails* trails = nullptr;
    size_t block = 0;
  };

  void runDirection(const Direction& direction, const Step& step);
  /// Tokens [from, to) of it, in the order of the direction, which are a block.
  void runStepBlock(const Means& means, const Direction& direction, const Step& step, size_t from, size_t to);
  void normRows(const Means& means, const Direction& direction, BlockRows& rows);
  void projectInput(const Means& means, const Direction& direction, const BlockRows& rows, float* inputProjection);
  /// The same, but for what is `known`: by block, of as many rows as `tokens` says.
  void projectUnknown(const Means& means, const Direction& direction, const BlockRows& rows, const size_t* tokens,
                      const float* const* known, float* inputProjection);
  void runBlock(const Means& means, const Direction& direction, const BlockRows& rows, const float* inputProjection,
                const Pieces& sequences);
  void observeRows(const float* gate, size_t gateStride, const float* read, size_t readStride, size_t tokens);
  template <typename Work>
  void timed(const Means& means, Stage stage, const Work& work);
  /// A graph over the rows of a block, cut among the threads.
  template <typename Rows>
  void runRows(size_t threads, Graph& graph, size_t tokens, const Rows& rows);

  std::vector<std::shared_ptr<Direction>> directions_;
  bool shares_;
  size_t threads_;
  std::atomic<bool> ended_{false}, observes_{false};
  /// Of what follows.
  mutable std::mutex account_;
  std::array<double, stages> seconds_{};
  std::vector<float> gates_, reads_;
};

}  // namespace megabase
