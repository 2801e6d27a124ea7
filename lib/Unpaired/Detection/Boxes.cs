using Unpaired.Layers;
using static TorchSharp.torch;

namespace Unpaired.Detection;

/// <summary>
/// Arithmetic of boxes (left, top, right, bottom) in pixels: x to the right, y down, width = right − left.
/// </summary>
/// <remarks>
/// Same numbers as torchvision.ops.boxes (0.14.1). GIoU: Rezatofighi et al., CVPR 2019; DIoU and CIoU: Zheng et al.,
/// AAAI 2020.
/// </remarks>
public static class Boxes
{
    private const double Epsilon = 1e-7;

    /// <summary>Width times height.</summary>
    /// <param name="boxes">[..., 4].</param>
    /// <returns>[...]; the caller owns it.</returns>
    public static Tensor Area(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var (left, top, right, bottom) = Sides(boxes);
        return ((right - left) * (bottom - top)).MoveToOuterDisposeScope();
    }

    /// <summary>Intersection over union of every pair; NaN for two boxes without area.</summary>
    /// <param name="first">[N, 4].</param>
    /// <param name="second">[M, 4].</param>
    /// <returns>[N, M], 0 to 1; the caller owns it.</returns>
    public static Tensor Iou(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var (intersection, union) = Overlap(first, second);
        return (intersection / union).MoveToOuterDisposeScope();
    }

    /// <summary>GIoU: IoU less the empty part of the smallest box round both.</summary>
    /// <param name="first">[N, 4].</param>
    /// <param name="second">[M, 4].</param>
    /// <returns>[N, M], −1 to 1; the caller owns it.</returns>
    public static Tensor GeneralizedIou(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var (intersection, union) = Overlap(first, second);
        var (width, height) = Hull(first, second);
        var hull = width * height;
        return (intersection / union - (hull - union) / hull).MoveToOuterDisposeScope();
    }

    /// <summary>DIoU: IoU less the squared distance of the centres over the squared diagonal of the box round
    /// both.</summary>
    /// <param name="first">[N, 4].</param>
    /// <param name="second">[M, 4].</param>
    /// <returns>[N, M], −1 to 1; the caller owns it.</returns>
    public static Tensor DistanceIou(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var (intersection, union) = Overlap(first, second);
        return Distant(intersection / union, first, second).MoveToOuterDisposeScope();
    }

    /// <summary>CIoU: DIoU less a penalty for another aspect ratio, whose weight carries no gradient.</summary>
    /// <param name="first">[N, 4].</param>
    /// <param name="second">[M, 4].</param>
    /// <returns>[N, M]; the caller owns it.</returns>
    public static Tensor CompleteIou(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var (intersection, union) = Overlap(first, second);
        var iou = intersection / union;
        var difference = Angle(first).unsqueeze(1) - Angle(second).unsqueeze(0);
        var aspect = difference.square().Times(4 / (Math.PI * Math.PI));
        Tensor weight;
        using (no_grad()) weight = aspect / (aspect - iou).Plus(1 + Epsilon);
        return (Distant(iou, first, second) - weight * aspect).MoveToOuterDisposeScope();
    }

    /// <summary>The part of each box that lies in a picture.</summary>
    /// <param name="boxes">[..., 4].</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns.</param>
    /// <returns>The same shape; boxes wholly outside have no area. The caller owns it.</returns>
    public static Tensor Clip(Tensor boxes, long height, long width)
    {
        using var scope = NewDisposeScope();
        var (left, top, right, bottom) = Sides(boxes);
        return stack([Within(left, width), Within(top, height), Within(right, width), Within(bottom, height)], -1)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Which boxes have both sides at least so long.</summary>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="side">Pixels.</param>
    /// <returns>[K] indices, rising, int64; the caller owns it.</returns>
    public static Tensor LargeEnough(Tensor boxes, double side)
    {
        using var scope = NewDisposeScope();
        return IsLargeEnough(boxes, side).Positions().MoveToOuterDisposeScope();
    }

    /// <summary>Boxes of a picture that was mirrored left to right.</summary>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="width">Columns of the picture.</param>
    /// <returns>[N, 4]; the caller owns it.</returns>
    public static Tensor Mirrored(Tensor boxes, double width)
    {
        using var scope = NewDisposeScope();
        var (left, top, right, bottom) = Sides(boxes);
        return stack([right.neg().Plus(width), top, left.neg().Plus(width), bottom], -1).MoveToOuterDisposeScope();
    }

    internal static Tensor IsLargeEnough(Tensor boxes, double side)
    {
        var (left, top, right, bottom) = Sides(boxes);
        return (right - left).IsAtLeast(side).logical_and((bottom - top).IsAtLeast(side));
    }

    internal static (Tensor Left, Tensor Top, Tensor Right, Tensor Bottom) Sides(Tensor boxes)
    {
        if (boxes.dim() < 1 || boxes.shape[^1] != 4)
            throw new ArgumentException($"Expected boxes [..., 4]; got [{string.Join(", ", boxes.shape)}].");
        var sides = boxes.unbind(-1);
        return (sides[0], sides[1], sides[2], sides[3]);
    }

    private static Tensor Within(Tensor side, double limit) => side.RaisedTo(0).LoweredTo(limit);

    private static (Tensor Intersection, Tensor Union) Overlap(Tensor first, Tensor second)
    {
        var (left1, top1, right1, bottom1) = Columns(first);
        var (left2, top2, right2, bottom2) = Sides(second);
        var width = (minimum(right1, right2) - maximum(left1, left2)).RaisedTo(0);
        var height = (minimum(bottom1, bottom2) - maximum(top1, top2)).RaisedTo(0);
        var intersection = width * height;
        return (intersection, Area(first).unsqueeze(1).Plus(Area(second)) - intersection);
    }

    private static (Tensor Width, Tensor Height) Hull(Tensor first, Tensor second)
    {
        var (left1, top1, right1, bottom1) = Columns(first);
        var (left2, top2, right2, bottom2) = Sides(second);
        return ((maximum(right1, right2) - minimum(left1, left2)).RaisedTo(0),
            (maximum(bottom1, bottom2) - minimum(top1, top2)).RaisedTo(0));
    }

    private static Tensor Distant(Tensor iou, Tensor first, Tensor second)
    {
        var (left1, top1, right1, bottom1) = Columns(first);
        var (left2, top2, right2, bottom2) = Sides(second);
        var (width, height) = Hull(first, second);
        var diagonal = width.square().Plus(height.square()).Plus(Epsilon);
        var x = left1.Plus(right1).Over(2) - left2.Plus(right2).Over(2);
        var y = top1.Plus(bottom1).Over(2) - top2.Plus(bottom2).Over(2);
        return iou - x.square().Plus(y.square()) / diagonal;
    }

    private static Tensor Angle(Tensor boxes)
    {
        var (left, top, right, bottom) = Sides(boxes);
        return ((right - left) / (bottom - top)).atan();
    }

    /// <summary>Sides as columns, [N, 1] each.</summary>
    private static (Tensor Left, Tensor Top, Tensor Right, Tensor Bottom) Columns(Tensor boxes)
    {
        var (left, top, right, bottom) = Sides(boxes);
        return (left.unsqueeze(1), top.unsqueeze(1), right.unsqueeze(1), bottom.unsqueeze(1));
    }
}
